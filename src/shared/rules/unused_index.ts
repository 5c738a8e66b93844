import { indexRef, qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { UsageStatistics } from "../catalog/usage_statistics.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { createIndexSql } from "./index_definition.ts";
import { covers, keyColumns } from "./key_cover.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** A shorter count says little: monthly reports and year-end closings have not run yet. */
const SHORT_DAYS = 30;
/** The same where the server does not say since when it counts. */
const FEW_TRANSACTIONS = 100_000;

/** Indexes that no query has used. */
export const unusedIndex: Rule = {
  id: "unused_index",
  title: "Index is not used",
  summary:
    "Looks for indexes that the server's counters have not seen used, leaving out those that enforce something: primary keys, unique indexes and exclusion constraints. The message says how long the counters have run.",
  severity: "info",
  category: "performance",
  rationale:
    "An index is paid for at each write: an insert adds to all of them, and an update of an indexed column cannot stay on its page. It takes disk, cache and time of vacuum. One that no query reads gives nothing back.",
  sources: [
    "splinter 0005_unused_index",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0005_unused_index",
    "https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-INDEXES-VIEW",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "constraints" },
    { family: "indexes" },
    { family: "usage_statistics" },
  ],
  live: true,
  limits:
    "The counters are those of the server that was read: a read replica counts for itself, so an index that only its queries use looks unused on the primary. They do not say when an index was made; a crash or `pg_stat_reset` sets them to zero. On small tables the planner reads the whole table and uses no index. Splinter names an exclusion constraint's index, which cannot be dropped without the constraint, and single partitions of an index that others use, and temporary tables; a partitioned index is one finding here, on its root, and only where no partition uses it. The indexes of schema `supawarden` belong to this tool's own migrations.",
  check: findUnused,
};

function* findUnused(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const [usage] = input.snapshot.usage_statistics;
  if (usage === undefined || !usage.counting) {
    yield { not_evaluated: "the server does not count the use of indexes (track_counts is off)" };
    return;
  }
  let partitions: ReadonlyMap<number, readonly Index[]> | undefined;
  for (const index of input.snapshot.indexes) {
    if (index.scans > 0 || index.unique || index.exclusion || index.parent !== null) continue;
    if (!isUserObject(index) || index.schema === "supawarden") continue;
    const relation = input.lookup.relations.get(index.relation);
    if (relation === undefined) continue;
    if (relation.kind !== "partitioned table") {
      yield verdict(input, { index, relation, usage, leaves: [] });
      continue;
    }
    partitions ??= groupBy(
      input.snapshot.indexes.filter((each) => each.parent !== null),
      (each) => each.parent ?? 0,
    );
    const leaves = attachedTo(index, partitions);
    const isUnused = leaves.length > 0 && leaves.every((leaf) => leaf.scans === 0);
    if (isUnused) yield verdict(input, { index, relation, usage, leaves });
  }
}

interface Subject {
  readonly index: Index;
  readonly relation: Relation;
  readonly usage: UsageStatistics;
  /** Indexes of the partitions, where the index itself holds nothing. */
  readonly leaves: readonly Index[];
}

/** Attached indexes that hold rows, over any number of levels. */
function attachedTo(root: Index, partitions: ReadonlyMap<number, readonly Index[]>): readonly Index[] {
  const leaves: Index[] = [];
  const queue = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const attached = partitions.get(next.oid) ?? [];
    if (attached.length === 0 && next !== root) leaves.push(next);
    queue.push(...attached);
  }
  return leaves;
}

function verdict(input: RuleInput, subject: Subject): Verdict {
  const { index, relation, usage, leaves } = subject;
  const object = indexRef(index, relation);
  const short = isShort(usage);
  return {
    object,
    message: `Index ${object.identity} on ${qualified(relation)} has not been used ${since(usage)}.`,
    evidence: {
      table: qualified(relation),
      relation_kind: relation.kind,
      access_method: index.access_method,
      valid: index.valid,
      pages: (leaves.length > 0 ? leaves : [index]).reduce((sum, { pages }) => sum + pages, 0),
      rows: Math.max(relation.estimated_rows, relation.live_rows, 0),
      table_scans: relation.sequential_scans,
      counters_reset_at: usage.reset_at,
      transactions_counted: usage.transactions,
      ...(leaves.length > 0 ? { partitions: leaves.length } : {}),
    },
    remediation: remediation(input, subject),
    ...(short ? { root_cause: `the server has counted the use of indexes ${shortSpan(usage)}` } : {}),
  };
}

function isShort(usage: UsageStatistics): boolean {
  return usage.reset_days === null ? usage.transactions < FEW_TRANSACTIONS : usage.reset_days < SHORT_DAYS;
}

function since(usage: UsageStatistics): string {
  if (usage.reset_days !== null)
    return `in the ${span(usage.reset_days)} since the counters were set to zero`;
  if (isShort(usage))
    return `in the ${Math.round(usage.transactions)} transactions that the server has counted`;
  return "since it was made";
}

function shortSpan(usage: UsageStatistics): string {
  return usage.reset_days === null
    ? `over fewer than ${FEW_TRANSACTIONS} transactions`
    : `for less than ${SHORT_DAYS} days`;
}

function span(count: number): string {
  const hours = Math.round(count * 24);
  if (hours < 2) return "hour";
  return hours < 48 ? `${hours} hours` : `${Math.round(count)} days`;
}

function remediation(input: RuleInput, { index, relation, usage }: Subject): Remediation {
  const keys = servedAlone(input, index, relation);
  if (keys.length > 0) {
    return {
      safety: "review",
      note: `It serves ${someOf(keys)}: without it each delete in the referenced table reads this one whole. Keep it unless rows there are never deleted.`,
    };
  }
  if (index.access_method === "hnsw" || index.access_method === "ivfflat") {
    return {
      safety: "review",
      note: "It is a vector index: see first whether searches order by its operator and set a limit. If none will, drop it.",
    };
  }
  const undo = createIndexSql(input.lookup, index);
  return {
    sql: `drop index ${qualified(index)};`,
    ...(undo === undefined ? {} : { undo_sql: undo }),
    safety: "review",
    note: `Ask read replicas and rare work (reports, the end of a year) first${
      isShort(usage) ? `: the server has counted ${shortSpan(usage)}` : ""
    }. On a busy table use \`drop index concurrently\`, outside a transaction${
      relation.kind === "partitioned table" ? ", which a partitioned index does not take" : ""
    }.`,
  };
}

/** Foreign keys of the table that no other index would serve, once the unused ones are gone. */
function servedAlone({ lookup }: RuleInput, index: Index, relation: Relation): readonly string[] {
  const indexes = lookup.indexes.get(relation.oid) ?? [];
  return (lookup.constraints.get(relation.oid) ?? []).flatMap((constraint) => {
    if (constraint.kind !== "foreign key") return [];
    const key = keyColumns(lookup, relation.oid, constraint.columns);
    if (!covers(index, key)) return [];
    const stays = (other: Index) => other.unique || other.exclusion || other.scans > 0;
    if (indexes.some((other) => other.oid !== index.oid && stays(other) && covers(other, key))) return [];
    return [`foreign key ${tableObjectRef("constraint", constraint.name, relation).identity}`];
  });
}
