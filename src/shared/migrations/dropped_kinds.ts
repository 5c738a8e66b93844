import type { ObjectKind } from "../catalog/identity.ts";

/** What goes with an object of a kind, by the word that SQL drops it by. */
const KINDS_OF_WORD: Readonly<Record<string, readonly ObjectKind[]>> = {
  constraint: ["constraint"],
  function: ["routine", "policy", "trigger"],
  index: ["index"],
  owned: ["relation", "index", "sequence", "routine", "type", "policy", "trigger", "constraint"],
  policy: ["policy"],
  procedure: ["routine"],
  routine: ["routine"],
  schema: ["relation", "index", "sequence", "routine", "type", "policy", "trigger", "constraint"],
  sequence: ["sequence"],
  table: ["relation", "index", "sequence", "policy", "trigger", "constraint"],
  trigger: ["trigger"],
  type: ["type"],
  view: ["relation"],
};

/** Kinds of which objects may be gone once a text has dropped something by these words. */
export function kindsDropped(words: ReadonlySet<string>): ReadonlySet<ObjectKind> {
  return new Set([...words].flatMap((word) => KINDS_OF_WORD[word] ?? []));
}
