import { someOf } from "./routine_sql.ts";
import { type FoundSecret, findSecrets } from "./secret_formats.ts";
import { isPlaceholder, isPublicKey, isVariable } from "./secret_values.ts";

/** `a Stripe secret key in line 3, an AWS access key in line 4`. */
export function listSecrets(secrets: readonly FoundSecret[], options = { lines: true }): string {
  const texts = secrets.map(({ kind, line }) => {
    const article = /^[AEIO]|^npm/.test(kind) ? "an" : "a";
    return `${article} ${kind}${options.lines ? ` in line ${line}` : ""}`;
  });
  return someOf([...new Set(texts)]);
}

/** What evidence shows of secrets: kind and place. */
export function secretEvidence(
  secrets: readonly FoundSecret[],
): { readonly kind: string; readonly line: number; readonly column: number }[] {
  return secrets.map(({ kind, line, column }) => ({ kind, line, column }));
}

/** Names whose values are secrets, and how long a value of theirs is at least. */
const TELLING_NAMES: readonly { readonly ending: RegExp; readonly length: number }[] = [
  { ending: /(?:^|[._-])(?:password|passwd|secret|jwt_secret)$/i, length: 6 },
  { ending: /(?:^|[._-])(?:key|token|apikey)$/i, length: 16 },
];

/** Secrets in a named value: by their form, else by a name such as `app.settings.jwt_secret`. */
export function secretsOfSetting(name: string, value: string): readonly FoundSecret[] {
  const found = findSecrets(value);
  if (found.length > 0 || /\s/.test(value)) return found;
  const isTelling = TELLING_NAMES.some(({ ending, length }) => ending.test(name) && value.length >= length);
  if (!isTelling || /public/i.test(name)) return [];
  if (isPlaceholder(value) || isVariable(value) || isPublicKey(value)) return [];
  return [{ kind: "value that its name calls secret", line: 1, column: 1 }];
}
