import { type Params, queryOf } from "./address.ts";

/** Filters of findings as the address has them. */
export const FILTERS = [
  "severity",
  "category",
  "rule",
  "state",
  "object",
  "since",
  "accepted",
  "group",
] as const;
/** Name of a filter. */
export type FilterName = (typeof FILTERS)[number];

/** The filters of an address. */
export function filtersOf(params: URLSearchParams): Readonly<Partial<Record<FilterName, string>>> {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = params.get(name);
      return value === null || value === "" ? [] : [[name, value] as const];
    }),
  );
}

/**
 * The query that the service takes for the filters of an address. A text without `*` may stand anywhere in an object's
 * name; `since` counts days back from now, to the minute, so that the same view asks the same question for a while.
 */
export function serviceQuery(filters: Readonly<Partial<Record<FilterName, string>>>, now: number): string {
  const { object, since, accepted, group, ...same } = filters;
  const params: Params = {
    ...same,
    object: object === undefined ? undefined : object.includes("*") ? object : `*${object}*`,
    since: since === undefined ? undefined : sinceTime(since, now),
    group,
    suppressed: accepted === "all" ? undefined : String(accepted === "only"),
  };
  return queryOf(params);
}

function sinceTime(since: string, now: number): string | undefined {
  if (since.includes("T")) return since;
  const days = Number(since.replace(/d$/, ""));
  if (!Number.isFinite(days) || days <= 0) return undefined;
  return new Date(Math.floor(now / 60_000) * 60_000 - days * 86_400_000).toISOString();
}
