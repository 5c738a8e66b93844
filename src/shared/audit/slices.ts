import type { PartName } from "../catalog/snapshot.ts";
import type { Session } from "../database/database.ts";
import type { Rule } from "../rules/rule.ts";
import { partsRequired } from "./run.ts";

/** How many rows the large parts of a snapshot will have; the others are small in every database. */
export type PartSizes = Readonly<Partial<Record<PartName, number>>>;

/** Counts what a snapshot would hold, without reading it: five scans of catalogs, no object opened. */
export async function countParts(session: Session): Promise<PartSizes> {
  const [row] = await session.query<Record<string, number>>(`
    select
      (select count(*)::int4 from pg_catalog.pg_class rel where rel.oid >= ${FIRST_NORMAL_OID} and rel.relkind in ('r', 'p', 'v', 'm', 'f')) as relations,
      (select count(*)::int4 from pg_catalog.pg_attribute att where att.attrelid >= ${FIRST_NORMAL_OID} and att.attnum > 0) as columns,
      (select count(*)::int4 from pg_catalog.pg_index idx where idx.indexrelid >= ${FIRST_NORMAL_OID}) as indexes,
      (select count(*)::int4 from pg_catalog.pg_constraint con where con.oid >= ${FIRST_NORMAL_OID}) as constraints,
      (select count(*)::int4 from pg_catalog.pg_proc pro where pro.oid >= ${FIRST_NORMAL_OID}) as routines,
      (select count(*)::int4 from pg_catalog.pg_policy pol) as policies,
      (select count(*)::int4 from pg_catalog.pg_trigger trg where not trg.tgisinternal) as triggers,
      (select count(*)::int4 from pg_catalog.pg_sequence seq) as sequences`);
  return row ?? {};
}

/** Objects below this OID are Postgres' own (`FirstNormalObjectId`). */
const FIRST_NORMAL_OID = 16384;

/** What reading a row of a part costs the reader, in microseconds of CPU; measured by `npm run bench`. */
const ROW_COST: Readonly<Partial<Record<PartName, number>>> = {
  relations: 6,
  columns: 3,
  indexes: 8,
  constraints: 3,
  routines: 8,
  policies: 6,
  triggers: 3,
  sequences: 5,
};

/** What a rule costs for each row of the largest part that it requires, in microseconds of CPU, findings included. */
const RULE_COST = 6;

/**
 * Divides rules into slices, each of which costs at most `budget` (microseconds of CPU) or is one rule alone. Every
 * slice sees the whole database, so that no rule's answer depends on where the cut is. Rules keep their order, which is
 * by category: neighbours look at the same parts.
 */
export function planSlices(
  rules: readonly Rule[],
  plan: { readonly sizes: PartSizes; readonly budget: number },
): readonly (readonly Rule[])[] {
  const slices: Rule[][] = [];
  let current: Rule[] = [];
  for (const rule of rules) {
    if (current.length > 0 && costOf([...current, rule], plan.sizes) > plan.budget) {
      slices.push(current);
      current = [];
    }
    current.push(rule);
  }
  if (current.length > 0) slices.push(current);
  return slices;
}

/** What judging the rules on one snapshot costs, in microseconds of CPU. */
export function costOf(rules: readonly Rule[], sizes: PartSizes): number {
  const parts = new Set(partsRequired(rules));
  let cost = 0;
  for (const part of parts) cost += (sizes[part] ?? 0) * (ROW_COST[part] ?? 0);
  for (const rule of rules) {
    cost +=
      RULE_COST *
      Math.max(0, ...partsRequired([rule]).map((part) => (part === "columns" ? 0 : (sizes[part] ?? 0))));
  }
  return cost;
}
