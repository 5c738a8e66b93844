import type { Constraint } from "./constraints.ts";

const ACTIONS: Readonly<Record<string, string>> = {
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** What a foreign key says beside its columns. */
export interface ForeignKeyActions {
  /** `undefined` for `no action`, which need not be said. */
  readonly onUpdate: string | undefined;
  readonly onDelete: string | undefined;
  readonly matchFull: boolean;
  readonly initiallyDeferred: boolean;
  /** Compares periods: the row must be there the whole time (18). */
  readonly temporal: boolean;
  /** Column numbers of `on delete set null (…)`; empty where it means all. */
  readonly deleteColumns: readonly number[];
}

/** Reads the letters of `Constraint.actions`. */
export function foreignKeyActions({ actions }: Pick<Constraint, "actions">): ForeignKeyActions {
  const [letters = "", columns = ""] = (actions ?? "").split(" ");
  const flags = letters.slice(3);
  return {
    onUpdate: ACTIONS[letters[0] ?? ""],
    onDelete: ACTIONS[letters[1] ?? ""],
    matchFull: letters[2] === "f",
    initiallyDeferred: flags.includes("d"),
    temporal: flags.includes("p"),
    deleteColumns: (columns.match(/\d+/g) ?? []).map(Number),
  };
}
