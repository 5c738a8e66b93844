import type { Evidence, EvidenceValue } from "../../findings/finding.ts";
import type { ReadStatement } from "../reading.ts";
import type { Cascade, FolderTimeline, MissingReference } from "../timeline.ts";
import { counted, placeEvidence, where } from "./places.ts";

/** The references of one folder that miss one object, in order, with what fails in their train. */
export interface MissingGroup {
  readonly first: MissingReference;
  readonly all: readonly MissingReference[];
  readonly cascades: readonly Cascade[];
  /** Whether a statement fails when it runs; otherwise only bodies miss it, later. */
  readonly immediate: boolean;
}

/** Groups missing references by what they miss. One that fails at once stands first. */
export function missingGroups(
  { missing, cascades }: FolderTimeline,
  wanted: (missing: MissingReference) => boolean,
): readonly MissingGroup[] {
  const groups = new Map<string, MissingReference[]>();
  for (const entry of missing) {
    if (!wanted(entry)) continue;
    const key = `${entry.ref.kind} ${entry.ref.identity} ${entry.reason === "never" ? callText(entry) : ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((all) => {
    const immediate = all.filter(({ reference }) => !reference.deferred);
    const [first = all[0] as MissingReference] = immediate;
    return {
      first,
      all,
      cascades: all.flatMap((entry) => cascades.get(entry) ?? []),
      immediate: immediate.length > 0,
    };
  });
}

const PLACE_WORDS: Readonly<Record<string, string>> = {
  "DO block": "a DO block",
  "PL/pgSQL body": "the PL/pgSQL body of a function",
  "SQL function": "the body of an SQL function",
  alter: "an ALTER statement",
  "argument type": "the signature of a function",
  check: "a check constraint",
  "column type": "the type of a column",
  comment: "a comment",
  data: "a statement on its rows",
  default: "a default",
  drop: "a DROP statement",
  extension: "an extension",
  "foreign key": "a foreign key",
  grant: "a grant",
  index: "an index",
  inheritance: "a table that inherits from it or is like it",
  "operator class": "the operator class of an index",
  policy: "a policy",
  publication: "a publication",
  query: "a query",
  schema: "an object in it",
  trigger: "a trigger",
  view: "a view",
};

/** ` with 2 arguments`, where other overloads of the routine are there; empty for anything else. */
export function callText({ overload }: Pick<MissingReference, "overload">): string {
  if (overload === undefined) return "";
  const { count, named = [] } = overload.passed;
  const names = named.length === 0 ? "" : ` (${named.join(", ")} by name)`;
  return ` with ${counted(count, "argument")}${names}`;
}

/** `a policy in 002_app.sql:624`. */
export function neededBy({ reference, statement }: MissingReference): string {
  return `${PLACE_WORDS[reference.place] ?? reference.place} in ${where(statement)}`;
}

/** How many other statements fail, in words for the end of a sentence; empty when none do. */
export function trainText({ first, all, cascades }: MissingGroup): string {
  const others = new Set(
    all.filter(({ reference }) => !reference.deferred).map(({ statement }) => statement),
  );
  others.delete(first.statement);
  const train = new Set(cascades.map(({ statement }) => statement));
  return [
    others.size === 0
      ? ""
      : ` ${counted(others.size, "other statement")} ${others.size === 1 ? "needs" : "need"} it too early.`,
    train.size === 0
      ? ""
      : ` ${counted(train.size, "statement")} after it ${train.size === 1 ? "fails" : "fail"} because of it.`,
  ].join("");
}

/** Where it is missed and what fails because of that, as evidence. */
export function groupEvidence({ first, all, cascades }: MissingGroup): Evidence {
  const places = (statements: readonly ReadStatement[]): readonly EvidenceValue[] =>
    [...new Set(statements)].map(placeEvidence);
  return {
    needed_by: first.reference.place,
    needed_at: places(all.map(({ statement }) => statement)),
    ...(first.reference.bodyLine === undefined ? {} : { body_line: first.reference.bodyLine }),
    ...(cascades.length === 0
      ? {}
      : {
          cascades: cascades.map(({ statement, ref, deferred }) => ({
            ...placeEvidence(statement),
            misses: ref.identity,
            ...(deferred ? { deferred } : {}),
          })),
        }),
  };
}
