import type { Constraint } from "../catalog/constraints.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import { columnNames, quotedList } from "./foreign_key_sql.ts";
import type { Rule } from "./rule.ts";

/** Tables without a primary key. */
export const noPrimaryKey: Rule = {
  id: "no_primary_key",
  title: "Table has no primary key",
  summary: "A table or partitioned table has no primary key, so nothing names one row of it.",
  severity: "info",
  category: "structure",
  rationale:
    "Without a key the same row can be stored twice, and neither of the two can be changed or deleted alone. Logical replication and Realtime refuse or cannot identify its updates, the Data API cannot upsert into it, and no foreign key can point at it.",
  sources: [
    "splinter 0004_no_primary_key",
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "constraints" },
    { family: "indexes" },
  ],
  live: "findings",
  limits:
    "A partition is not reported apart from its partitioned table, whose key it takes over: splinter names each partition and never the partitioned table. A child table by `inherits` takes no key over and is reported by itself. Foreign tables cannot have a key. Whether a table without a key is meant to be one, such as a log that is only appended to, the rule cannot know.",
  *check(input) {
    const keyed = new Set<number>();
    const referenced = new Set<number>();
    for (const constraint of input.snapshot.constraints) {
      if (constraint.kind === "primary key") keyed.add(constraint.relation);
      if (constraint.kind === "foreign key" && constraint.index !== null) referenced.add(constraint.index);
    }
    for (const relation of input.snapshot.relations) {
      if (relation.kind !== "table" && relation.kind !== "partitioned table") continue;
      if (keyed.has(relation.oid) || relation.partition_of !== null || !isUserObject(relation)) continue;
      const candidates = candidateKeys(input, relation, referenced);
      yield {
        object: schemaObjectRef("relation", relation),
        message: `${relation.kind === "table" ? "Table" : "Partitioned table"} ${qualified(relation)} has no primary key.`,
        evidence: {
          relation_kind: relation.kind,
          candidates: candidates.map(({ columns }) => [...columns]),
          estimated_rows: Math.max(relation.estimated_rows, relation.live_rows, 0),
        },
        remediation: remediation(input, relation, candidates[0]),
      };
    }
  },
};

/** A unique index that could be the primary key: whole, valid, plain, on columns that are never null. */
interface CandidateKey {
  readonly index: Index;
  readonly columns: readonly string[];
  readonly constraint: Constraint | undefined;
  /** A foreign key refers to it. */
  readonly referenced: boolean;
}

function candidateKeys(
  input: RuleInput,
  relation: Relation,
  referenced: ReadonlySet<number>,
): readonly CandidateKey[] {
  const columns = input.lookup.columns.get(relation.oid) ?? [];
  const constraints = input.lookup.constraints.get(relation.oid) ?? [];
  return (input.lookup.indexes.get(relation.oid) ?? []).flatMap((index) => {
    const keys = index.columns.slice(0, index.key_columns);
    const isPlain = index.unique && index.valid && index.predicate === null && !keys.includes(0);
    const isFilled = keys.every((key) => columns.find(({ number }) => number === key)?.not_null === true);
    const names = columnNames(input, relation.oid, keys);
    const constraint = constraints.find((each) => each.index === index.oid && each.kind !== "foreign key");
    if (!isPlain || !isFilled || names === undefined || constraint?.deferrable === true) return [];
    return [{ index, columns: names, constraint, referenced: referenced.has(index.oid) }];
  });
}

function remediation(input: RuleInput, relation: Relation, candidate: CandidateKey | undefined): Remediation {
  const table = qualified(relation);
  if (candidate !== undefined) return promotion(table, relation, candidate);
  const hasId = (input.lookup.columns.get(relation.oid) ?? []).some((column) => column.name === "id");
  if (relation.kind === "partitioned table" || hasId) {
    const partitions = relation.kind === "partitioned table" ? ", among them those it is partitioned by" : "";
    return {
      safety: "review",
      note: `Decide which columns name one row${partitions}, look for rows that repeat them, then alter table ${table} add primary key (…).`,
    };
  }
  return {
    sql: `alter table ${table}\n  add column id bigint generated always as identity primary key;`,
    undo_sql: `alter table ${table}\n  drop column id;`,
    safety: "review",
    note: "Writes the whole table anew and shuts everybody out meanwhile. Where columns of the table name one row already, as the two foreign keys of a link table do, make these the primary key instead. Clients that insert without a list of columns see one column more.",
  };
}

function promotion(table: string, relation: Relation, candidate: CandidateKey): Remediation {
  const { index, constraint } = candidate;
  const list = quotedList(candidate.columns);
  const name = quoteIdent(constraint?.name ?? index.name);
  if (constraint === undefined && relation.kind === "table" && isDefaultOrder(index)) {
    return {
      sql: `alter table ${table}\n  add constraint ${name} primary key using index ${quoteIdent(index.name)};`,
      undo_sql: `alter table ${table}\n  drop constraint ${name};\ncreate unique index ${quoteIdent(index.name)} on ${table} (${list});`,
      safety: "review",
      note: `Makes the unique index ${name} the primary key, without building anything. Check that (${list}) is what names a row; undoing it builds the index anew.`,
    };
  }
  if (constraint === undefined || candidate.referenced || index.columns.length > index.key_columns) {
    return {
      safety: "review",
      note: `(${list}) is unique and never null: alter table ${table} add primary key (${list}), then drop the unique index ${name}, which repeats it, once nothing refers to it.`,
    };
  }
  return {
    sql: `alter table ${table}\n  drop constraint ${name},\n  add constraint ${name} primary key (${list});`,
    undo_sql: `alter table ${table}\n  drop constraint ${name},\n  add constraint ${name} unique (${list});`,
    safety: "review",
    note: `Turns the unique constraint ${name} into the primary key. Builds its index anew and shuts everybody out meanwhile.`,
  };
}

/** Only an index in default order, over all of its columns, can become a key without being built anew. */
function isDefaultOrder(index: Index): boolean {
  const options = index.ordering.split(" ").slice(-index.key_columns);
  return (
    index.access_method === "btree" &&
    index.columns.length === index.key_columns &&
    options.every((option) => option === "0")
  );
}
