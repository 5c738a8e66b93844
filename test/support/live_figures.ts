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
    ...getters(snapshot, LIVE_FAMILIES.filter(read), onRead),
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
