import type { PartName } from "../catalog/parts.ts";
import type { Session } from "../database/database.ts";
import type { RuleScope, ScopeGiven } from "../facts/rule_scope.ts";
import type { Rule } from "../rules/rule.ts";
import type { PlannedSlice } from "../store/run_slices.ts";
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

/** What a shard costs whatever its size: the parser, the facts of every reading, the parts that stay whole. */
const SHARD_COST = 150_000;
/** The share of a shard's reading that it reads for itself; the rest it looks up around it. */
const OWN_SHARE = 0.4;
/** No shard has fewer relations and routines. */
const LEAST_IN_SHARD = 25;
/**
 * The share of the budget that a slice aims at, so that it stays far from the platform's limits, as long as that makes
 * few shards: each one looks up what lies around it anew, which on a large database is most of a night.
 */
const AIM = 0.45;
const FEW_SHARDS = 16;

/** What planning depends on. */
export interface SlicePlan {
  readonly sizes: PartSizes;
  /** What a slice may cost at most, in microseconds of CPU. */
  readonly budget: number;
  readonly given: ScopeGiven;
}

/** Whether one invocation can judge the rules on the whole database. */
export function fitsInOne(rules: readonly Rule[], { sizes, budget }: Omit<SlicePlan, "given">): boolean {
  return costOf(rules, sizes) <= budget * AIM;
}

/**
 * Divides rules into slices, each of which costs at most `budget` or is one rule alone. Rules that can be judged on a
 * shard are judged together on one shard after the other; the others keep their order, which is by category: neighbours
 * look at the same parts. What rules say does not depend on where the cuts are.
 */
export function planSlices(rules: readonly Rule[], plan: SlicePlan): readonly PlannedSlice[] {
  const scopes = new Map(rules.map((rule) => [rule, scopeOf(rule, plan.given)]));
  const ids = (having: RuleScope) =>
    rules.filter((rule) => scopes.get(rule) === having).map((rule) => rule.id);
  const whole = rules.filter((rule) => scopes.get(rule) === undefined);
  return [
    ...shards(
      rules.filter((rule) => scopes.get(rule) === "shard"),
      plan,
    ),
    ...NARROW.flatMap((only): readonly PlannedSlice[] =>
      ids(only).length === 0 ? [] : [{ rules: ids(only), scope: { only } }],
    ),
    ...groupsWithin(whole, plan),
  ];
}

const NARROW = ["nothing", "extension members", "policies on cycles"] as const;

function scopeOf({ scope }: Rule, given: ScopeGiven): RuleScope | undefined {
  return typeof scope === "function" ? scope(given) : scope;
}

function shards(rules: readonly Rule[], { sizes, budget }: SlicePlan): readonly PlannedSlice[] {
  if (rules.length === 0) return [];
  const cost = costOf(rules, sizes);
  const shardsOf = (budgetOfOne: number) =>
    Math.ceil(cost / (Math.max(1, budgetOfOne - SHARD_COST) * OWN_SHARE));
  const most = Math.ceil(((sizes.relations ?? 0) + (sizes.routines ?? 0)) / LEAST_IN_SHARD);
  const wanted = Math.max(shardsOf(budget), Math.min(FEW_SHARDS, shardsOf(budget * AIM)));
  const of = Math.max(1, Math.min(most, wanted));
  const bodies = partsRequired(rules).includes("system_names");
  return Array.from({ length: of }, (_, shard) => ({
    rules: rules.map((rule) => rule.id),
    scope: { shard, of, bodies },
  }));
}

function groupsWithin(rules: readonly Rule[], plan: SlicePlan): readonly PlannedSlice[] {
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
  return slices.map((slice) => ({ rules: slice.map((rule) => rule.id) }));
}

/** What judging the rules on one snapshot costs, in microseconds of CPU. */
function costOf(rules: readonly Rule[], sizes: PartSizes): number {
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
