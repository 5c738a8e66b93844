import { type EmbeddedMajor, loadEngine } from "../shared/database/engine.ts";

/** What an extension, or its stand-in, needs of another one. */
const NEEDS: Readonly<Record<string, readonly string[]>> = { earthdistance: ["cube"], postgis: ["pg_trgm"] };

/** A name that is put together when the statement runs. */
const DYNAMIC = /\bextension\b[^;]*?(?:\|\||%[1-9$]*[IsL])/i;

/**
 * Compiled extensions that files may ask for, by the words in them: loading all of them takes longer than the rest of
 * opening a shadow. All, as `undefined`, where a name is put together from pieces.
 */
export async function namedExtensions(
  texts: readonly string[],
  major: EmbeddedMajor,
): Promise<ReadonlySet<string> | undefined> {
  const words = new Set<string>();
  for (const text of texts) {
    if (!/extension/i.test(text)) continue;
    if (DYNAMIC.test(text)) return undefined;
    for (const word of text.toLowerCase().match(/[a-z0-9_-]+/g) ?? []) words.add(word);
  }
  const { extensions } = await loadEngine(major);
  const asked = [...extensions, ...Object.keys(NEEDS)].filter((name) => words.has(name.toLowerCase()));
  return new Set(asked.flatMap((name) => [name, ...(NEEDS[name] ?? [])]));
}
