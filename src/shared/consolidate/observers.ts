import type { Parity, ParityDifference } from "./parity.ts";

/** Lines of the report that pg_dump of a schema has nothing to say about. */
const NOT_DUMPED: ReadonlySet<string> = new Set(["roles", "buckets", "cron jobs", "database settings"]);
/** Attributes of the catalog that pg_dump does not write: the state of an index, of a loaded view. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(["valid", "ready", "reads", "routines", "version"]);

/** What each observer says, and whether they contradict each other: then one of them is blind, and the proof fails. */
export function observerVerdicts(differences: readonly ParityDifference[]): Parity["observers"] {
  const seen = (observer: ParityDifference["observer"]) =>
    differences.filter((difference) => difference.observer === observer);
  const [catalog, dump, rows] = [seen("catalog"), seen("pg_dump"), seen("rows")];
  const shared = catalog.filter(
    ({ kind, attributes }) => !NOT_DUMPED.has(kind) && attributes.some(({ name }) => !NOT_WRITTEN.has(name)),
  );
  const word = (found: readonly ParityDifference[]) => (found.length === 0 ? "same" : "different");
  const disagreement =
    shared.length > 0 && dump.length === 0
      ? { note: "the observers disagree: pg_dump does not see what the catalog snapshot sees" }
      : catalog.length === 0 && dump.length > 0
        ? { note: "the observers disagree: the catalog snapshot does not see what pg_dump sees" }
        : {};
  return [
    { name: "catalog snapshot, attribute by attribute", sees: word(catalog), ...disagreement },
    { name: "pg_dump --schema-only, normalised", sees: word(dump), ...disagreement },
    { name: "rows by ordered hash, sequences", sees: word(rows) },
  ];
}
