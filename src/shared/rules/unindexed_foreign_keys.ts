import type { Constraint } from "../catalog/constraints.ts";
import { freeName } from "../catalog/free_name.ts";
import { qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { covers, type KeyColumns, keyColumns } from "./key_cover.ts";
import { leafPartitions } from "./partition_tree.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Rows from which on an index takes so long to build that writers notice the wait. */
const MANY_ROWS = 100_000;

/** Foreign keys that no index serves. */
export const unindexedForeignKeys: Rule = {
  id: "unindexed_foreign_keys",
  title: "Foreign key without an index",
  summary:
    "Looks for foreign keys whose table has no index by which the rows of one referenced row can be found: valid, whole, and with the key's columns first, in any order.",
  severity: "info",
  category: "performance",
  rationale:
    "Postgres indexes the referenced side of a foreign key, never the referencing one. So each delete or key update in the referenced table, and each join from it, reads the whole referencing table; a delete of a thousand users reads it a thousand times and holds its locks meanwhile.",
  sources: [
    "splinter 0001_unindexed_foreign_keys",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0001_unindexed_foreign_keys",
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "constraints" },
    { family: "indexes" },
    { family: "sequences" },
  ],
  live: "findings",
  limits:
    "Tables are taken alike whether they hold ten rows or ten million. Splinter asks for the columns in the order of the constraint, which no search needs, and names the copies of a partitioned table's foreign key on every partition, and the root even where each partition has an index of its own; here the root alone is named, with the partitions that lack an index. A partial, BRIN or trigram index and an index that is sorted by another collation than its column do not count; in splinter they do.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const proposals: Proposals = { byColumns: new Map(), bySchema: new Map() };
    for (const constraint of input.snapshot.constraints) {
      if (constraint.kind !== "foreign key" || constraint.inherited) continue;
      const relation = input.lookup.relations.get(constraint.relation);
      if (relation === undefined || !isUserObject(relation)) continue;
      if (isCovered(input, relation, constraint.columns)) continue;
      const uncovered = uncoveredPartitions(input, relation, constraint.columns);
      if (uncovered === undefined) continue;
      yield verdict({ input, constraint, relation, uncovered, proposals });
    }
  },
};

interface Subject {
  readonly input: RuleInput;
  readonly constraint: Constraint;
  readonly relation: Relation;
  readonly uncovered: readonly Relation[];
  readonly proposals: Proposals;
}

/** Names given to indexes that are proposed. Two foreign keys over the same columns are served by one index. */
interface Proposals {
  readonly byColumns: Map<string, string>;
  readonly bySchema: Map<string, Set<string>>;
}

function isCovered({ lookup }: RuleInput, relation: Relation, numbers: readonly number[]): boolean {
  const indexes = lookup.indexes.get(relation.oid);
  if (indexes === undefined) return false;
  const key = keyColumns(lookup, relation.oid, numbers);
  return indexes.some((index) => covers(index, key));
}

/** Partitions that lack an index, nothing where all have one: a search through the root uses those of the partitions. */
function uncoveredPartitions(
  input: RuleInput,
  relation: Relation,
  numbers: readonly number[],
): readonly Relation[] | undefined {
  if (relation.kind !== "partitioned table") return [];
  const leaves = leafPartitions(input.snapshot, relation);
  const { names } = keyColumns(input.lookup, relation.oid, numbers);
  const uncovered = leaves.filter((leaf) => {
    // A partition may have its columns in another order than the root.
    const columns = input.lookup.columns.get(leaf.oid) ?? [];
    const own = names.map((name) => columns.find((column) => column.name === name)?.number ?? 0);
    return !isCovered(input, leaf, own);
  });
  return leaves.length > 0 && uncovered.length === 0 ? undefined : uncovered;
}

function verdict(subject: Subject): Verdict {
  const { input, constraint, relation, uncovered } = subject;
  const object = tableObjectRef("constraint", constraint.name, relation);
  const key = keyColumns(input.lookup, relation.oid, constraint.columns);
  const referenced = input.lookup.relations.get(constraint.referenced_relation ?? 0);
  const target = referenced === undefined ? "the referenced table" : qualified(referenced);
  const columns = key.names.map(quoteIdent).join(", ");
  const rows = rowsOf(uncovered.length === 0 ? [relation] : uncovered);
  return {
    object,
    message: `Foreign key ${object.identity} has no index on (${columns}): a delete in ${target} reads ${
      uncovered.length === 0 ? `all of ${qualified(relation)}` : someOf(uncovered.map(qualified))
    } for each row.`,
    evidence: {
      relation_kind: relation.kind,
      columns: [...key.names],
      references: referenced === undefined ? null : qualified(referenced),
      rows,
      near_misses: nearMisses(input, relation, key),
      ...(relation.kind === "partitioned table"
        ? { partitions_without_index: uncovered.map(qualified).slice(0, 20), partitions: uncovered.length }
        : {}),
    },
    remediation: remediation(subject, { key, rows }),
  };
}

function rowsOf(relations: readonly Relation[]): number {
  return relations.reduce(
    (sum, relation) => sum + Math.max(relation.estimated_rows, relation.live_rows, 0),
    0,
  );
}

/** Indexes that begin with one of the columns and still do not serve. */
function nearMisses({ lookup }: RuleInput, relation: Relation, key: KeyColumns): string[] {
  return (lookup.indexes.get(relation.oid) ?? [])
    .filter((index) => key.numbers.includes(index.columns[0] ?? 0))
    .map(qualified);
}

function remediation(
  subject: Subject,
  { key, rows }: { readonly key: KeyColumns; readonly rows: number },
): Remediation {
  const { input, relation, uncovered } = subject;
  const name = indexName(subject, key);
  // Postgres attaches an index that a partition has already, and dropping the new one would take that along.
  const adopts =
    relation.kind === "partitioned table" &&
    uncovered.length < leafPartitions(input.snapshot, relation).length;
  const sql = {
    sql: `create index if not exists ${quoteIdent(name)} on ${qualified(relation)} (${key.names.map(quoteIdent).join(", ")});`,
    ...(adopts ? {} : { undo_sql: `drop index if exists ${qualify(relation.schema, name)};` }),
  };
  if (rows < MANY_ROWS) return { ...sql, safety: "safe" };
  return {
    ...sql,
    safety: "review",
    note:
      relation.kind === "partitioned table"
        ? "Writes wait while it is built. To avoid that, create it with `on only` first, build one on each partition with `create index concurrently` outside a transaction, and attach them."
        : "Writes wait while it is built, on a table of this size for a while: use `create index concurrently`, outside a transaction.",
  };
}

function indexName({ input, relation, proposals }: Subject, key: KeyColumns): string {
  const place = `${relation.oid} ${[...key.numbers].sort((left, right) => left - right).join(" ")}`;
  const known = proposals.byColumns.get(place);
  if (known !== undefined) return known;
  const given = proposals.bySchema.get(relation.schema) ?? new Set<string>();
  const name = freeName(input.snapshot, {
    schema: relation.schema,
    stem: `${relation.name}_${key.names.join("_")}`,
    tail: "_idx",
    given,
  });
  proposals.byColumns.set(place, name);
  proposals.bySchema.set(relation.schema, given.add(name));
  return name;
}
