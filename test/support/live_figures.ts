import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";

/** Figures of a snapshot that move without any change of the catalog: only a rule that is `live` may read them. */
const LIVE: Readonly<Record<string, readonly string[]>> = {
  relations: ["estimated_rows", "pages", "live_rows", "dead_rows", "sequential_scans"],
  indexes: ["scans", "pages"],
  sequences: ["last_value"],
};
const LIVE_FAMILIES = ["taken_at", "cron_runs", "vector_samples"];

/** The snapshot without its live figures. */
export function withoutLiveFigures(snapshot: CatalogSnapshot): object {
  return Object.fromEntries(
    Object.entries(snapshot)
      .filter(([family]) => !LIVE_FAMILIES.includes(family))
      .map(([family, rows]) => [
        family,
        LIVE[family] === undefined ? rows : (rows as object[]).map(strip(LIVE[family])),
      ]),
  );
}

function strip(figures: readonly string[]): (row: object) => object {
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !figures.includes(name)));
}

/** The same snapshot, which tells when somebody reads a live figure of it. */
export function watchedSnapshot(
  snapshot: CatalogSnapshot,
  onRead: (figure: string) => void,
): CatalogSnapshot {
  const watched: Record<string, unknown> = { ...snapshot };
  for (const [family, figures] of Object.entries(LIVE)) {
    const rows = snapshot[family as keyof CatalogSnapshot] as readonly object[];
    watched[family] = rows.map((row) => withGetters(row, figures, (figure) => onRead(`${family}.${figure}`)));
  }
  return withGetters(watched, LIVE_FAMILIES, onRead) as CatalogSnapshot;
}

function withGetters(row: object, names: readonly string[], onRead: (name: string) => void): object {
  const copy = { ...row };
  for (const name of names) {
    const value = (row as Record<string, unknown>)[name];
    Object.defineProperty(copy, name, {
      enumerable: true,
      get: () => {
        onRead(name);
        return value;
      },
    });
  }
  return copy;
}
