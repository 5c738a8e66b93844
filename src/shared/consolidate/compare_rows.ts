import type { LeftOutColumns, ParityDifference } from "./parity.ts";
import type { LeftOut, RowDigests } from "./row_digests.ts";
import type { ObservedDatabase } from "./side.ts";

/** Tables in which two sides hold other rows. */
export function differingTables(before: RowDigests, after: RowDigests): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((table) => before.get(table)?.digest !== after.get(table)?.digest)
    .sort();
}

/**
 * Columns whose values differ between two replays of one and the same history: times, random identifiers. What no
 * replay gives twice says nothing about another history.
 */
export function unrepeatableColumns(
  first: RowDigests,
  second: RowDigests,
): { readonly leftOut: LeftOut; readonly said: readonly LeftOutColumns[] } {
  const leftOut = new Map<string, ReadonlySet<string>>();
  const said: LeftOutColumns[] = [];
  for (const table of differingTables(first, second)) {
    const [one, other] = [first.get(table)?.columns ?? {}, second.get(table)?.columns ?? {}];
    const columns = Object.keys(one).filter((name) => one[name] !== other[name]);
    if (columns.length === 0) continue;
    leftOut.set(table, new Set(columns));
    said.push({ table, columns, reason: "two replays of the old chain give other values" });
  }
  return { leftOut, said };
}

/** Differences in rows and in where sequences stand. */
export function rowDifferences(
  before: Pick<ObservedDatabase, "rows" | "sequences">,
  after: Pick<ObservedDatabase, "rows" | "sequences">,
): readonly ParityDifference[] {
  const rows = differingTables(before.rows, after.rows).map((table): ParityDifference => {
    const [old, now] = [before.rows.get(table), after.rows.get(table)];
    const columns = Object.keys(old?.columns ?? {}).filter(
      (name) => old?.columns[name] !== now?.columns[name],
    );
    return {
      observer: "rows",
      side: "baseline",
      kind: "rows",
      object: table,
      change: old === undefined ? "added" : now === undefined ? "removed" : "changed",
      attributes: [
        { name: "rows", before: old?.rows ?? 0, after: now?.rows ?? 0 },
        ...(old === undefined || now === undefined
          ? []
          : [{ name: "digest", before: old.digest.slice(0, 16), after: now.digest.slice(0, 16) }]),
        ...(columns.length === 0 || old === undefined || now === undefined
          ? []
          : [{ name: "columns with other values", before: columns, after: columns }]),
      ],
    };
  });
  const names = [...new Set([...before.sequences.keys(), ...after.sequences.keys()])].sort();
  const sequences = names
    .filter((name) => before.sequences.get(name) !== after.sequences.get(name))
    .map((name): ParityDifference => {
      const [old, now] = [before.sequences.get(name), after.sequences.get(name)];
      return {
        observer: "rows",
        side: "baseline",
        kind: "sequence values",
        object: name,
        change: "changed",
        attributes: [{ name: "last value", before: old ?? "not used", after: now ?? "not used" }],
      };
    });
  return [...rows, ...sequences];
}
