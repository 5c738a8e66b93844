import { type EmbeddedMajor, loadEngine } from "../shared/database/engine.ts";

/** What an extension, or its stand-in, needs of another one. */
const NEEDS: Readonly<Record<string, readonly string[]>> = { earthdistance: ["cube"], postgis: ["pg_trgm"] };

/** A name that may be put together from pieces when the statement runs. */
const DYNAMIC =
  /\bextension\b[^;]*?(?:\|\||%[1-9$]*[IsL])|\b(?:concat|concat_ws|format)\s*\([^;]*?\bextension\b/i;

/**
 * Compiled extensions that files may ask for, by the words in any of them: loading all takes longer than the rest of
 * opening a shadow. Too many are named rather than too few, since this reads no SQL: a name counts wherever it stands. All,
 * as `undefined`, where a name may be put together from pieces.
 */
export async function namedExtensions(
  texts: readonly string[],
  major: EmbeddedMajor,
): Promise<ReadonlySet<string> | undefined> {
  const asking = texts.filter((text) => /extension/i.test(text));
  if (asking.some((text) => DYNAMIC.test(text))) return undefined;
  const words = new Set<string>();
  // A name may be passed from one file to a function of another.
  for (const text of asking.length === 0 ? [] : texts) {
    for (const word of text.toLowerCase().match(/[a-z0-9_-]+/g) ?? []) words.add(word);
  }
  const { extensions } = await loadEngine(major);
  const asked = [...extensions, ...Object.keys(NEEDS)].filter((name) => words.has(name.toLowerCase()));
  return new Set(asked.flatMap((name) => [name, ...(NEEDS[name] ?? [])]));
}
