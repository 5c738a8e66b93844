import type { CatalogSnapshot } from "../catalog/snapshot.ts";

const known = new WeakMap<CatalogSnapshot, ReadonlyMap<number, readonly number[]>>();

/** Relations that views and materialized views read, by the view's OID. */
export function viewSources(snapshot: CatalogSnapshot): ReadonlyMap<number, readonly number[]> {
  const built = known.get(snapshot);
  if (built !== undefined) return built;
  const found = new Map<number, number[]>();
  for (const { view, relation } of snapshot.view_dependencies) {
    const list = found.get(view);
    if (list === undefined) found.set(view, [relation]);
    else list.push(relation);
  }
  known.set(snapshot, found);
  return found;
}
