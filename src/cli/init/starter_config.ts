import type { Finding } from "../../shared/findings/finding.ts";
import { atLeast } from "../../shared/findings/finding.ts";

/** How long the findings of the first day are accepted. */
const ACCEPTED_DAYS = 90;

/**
 * A configuration that accepts what is there today, so that only what is new fails: every finding that would count
 * (`warn` and `error`), by rule and object, with owner and expiry.
 * @param now ISO 8601, in UTC.
 */
export function starterConfig(
  findings: readonly Finding[],
  options: { readonly owner: string; readonly now: string },
): string {
  const expires = new Date(Date.parse(options.now) + ACCEPTED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const accepted = new Map<string, { rule: string; object: string }>();
  for (const { rule, severity, object } of findings) {
    if (atLeast(severity, "warn"))
      accepted.set(JSON.stringify([rule, object.identity]), { rule, object: object.identity });
  }
  const suppressions = [...accepted.values()].map((entry) => ({
    ...entry,
    reason: "there when Supawarden was installed",
    owner: options.owner,
    expires_at: expires,
  }));
  return `${JSON.stringify({ suppressions }, null, 2)}\n`;
}
