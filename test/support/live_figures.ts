import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";

/** Figures of a snapshot that move without any change of the catalog: only a rule that is `live` may read them. */
const LIVE: Readonly<Record<string, readonly string[]>> = {
  relations: ["estimated_rows", "pages", "live_rows", "dead_rows", "sequential_scans"],
  indexes: ["scans", "pages", "building"],
  sequences: ["last_value", "unread"],
};
const LIVE_PARTS = [
  "taken_at",
  "audit_runs",
  "cron_runs",
  "loose_tables",
  "orphan_counts",
  "usage_statistics",
  "vector_samples",
];

/** The snapshot without its live figures. */
export function withoutLiveFigures(snapshot: CatalogSnapshot): object {
  return Object.fromEntries(
    Object.entries(snapshot)
      .filter(([family]) => !LIVE_PARTS.includes(family))
      .map(([family, rows]) => [
        family,
        LIVE[family] === undefined ? rows : (rows as object[]).map(strip(LIVE[family])),
      ]),
  );
}

function strip(figures: readonly string[]): (row: object) => object {
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !figures.includes(name)));
}

/** The same snapshot on another day: its counters and sizes are all this number. */
export function withFigures(snapshot: CatalogSnapshot, figure: number): CatalogSnapshot {
  const changed = Object.entries(LIVE).filter(([family]) => Object.keys(snapshot).includes(family));
  return Object.create(null, {
    ...Object.getOwnPropertyDescriptors(snapshot),
    ...Object.fromEntries(
      changed.map(([family, figures]) => {
        const rows = snapshot[family as keyof CatalogSnapshot] as readonly Record<string, unknown>[];
        const value = rows.map((row) => ({
          ...row,
          ...Object.fromEntries(
            figures.filter((name) => typeof row[name] === "number").map((name) => [name, figure]),
          ),
        }));
        return [family, { enumerable: true, value }];
      }),
    ),
  }) as CatalogSnapshot;
}

/** The same snapshot, which tells when somebody reads a live figure of it. */
export function watchedSnapshot(
  snapshot: CatalogSnapshot,
  onRead: (figure: string) => void,
): CatalogSnapshot {
  const read = (family: string) => Object.keys(snapshot).includes(family);
  const families = Object.entries(LIVE).filter(([family]) => read(family));
  const watched = families.map(([family, figures]) => {
    const rows = snapshot[family as keyof CatalogSnapshot] as readonly object[];
    return [
      family,
      {
        enumerable: true,
        value: rows.map((row) => withGetters(row, figures, (name) => onRead(`${family}.${name}`))),
      },
    ] as const;
  });
  return Object.create(null, {
    // Parts that were not read keep the accessor that says so.
    ...Object.getOwnPropertyDescriptors(snapshot),
    ...getters(snapshot, LIVE_PARTS.filter(read), onRead),
    ...Object.fromEntries(watched),
  }) as CatalogSnapshot;
}

function withGetters(row: object, names: readonly string[], onRead: (name: string) => void): object {
  return Object.defineProperties({ ...row }, getters(row, names, onRead));
}

function getters(
  row: object,
  names: readonly string[],
  onRead: (name: string) => void,
): PropertyDescriptorMap {
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        enumerable: true,
        get: () => {
          onRead(name);
          return (row as Record<string, unknown>)[name];
        },
      },
    ]),
  );
}
