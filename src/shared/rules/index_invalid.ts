import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Indexes that Postgres keeps and does not use. */
export const indexInvalid: Rule = {
  id: "index_invalid",
  title: "Index is invalid",
  summary:
    "An index is marked invalid: a CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY failed half-way, or a partitioned table's index lacks its part on some partition.",
  severity: "warn",
  category: "structure",
  rationale:
    "No query uses an invalid index, while every write still maintains it: all cost and no gain. A unique one does not vouch for the rows that are there, and `create index if not exists` finds the name taken and does nothing, so the migration that should build it passes for ever after.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
    "https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY",
  ],
  scope: "shard",
  requires: [{ family: "relations" }, { family: "indexes" }, { family: "constraints" }],
  live: (snapshot) => snapshot.indexes.some((index) => !index.valid || !index.ready),
  limits:
    "An index that is being built at this moment is left out. A role without pg_read_all_stats cannot see which index a build of another role makes; while one runs, an invalid index is not evaluated. Indexes of TOAST tables, which a failed REINDEX CONCURRENTLY can leave behind too, are not read.",
  *check(input) {
    const invalid = new Map(
      input.snapshot.indexes
        .filter((index) => !index.valid || !index.ready)
        .map((index) => [index.oid, index] as const),
    );
    if (invalid.size === 0) return;
    const backing = new Set(
      input.snapshot.constraints
        .filter((constraint) => constraint.kind !== "foreign key")
        .map((constraint) => constraint.index),
    );
    const partitions = partitionsOf(input);
    for (const index of invalid.values()) {
      const relation = input.lookup.relations.get(index.relation);
      if (relation === undefined || !isUserObject(relation) || index.building === true) continue;
      if (index.building === null) {
        yield notSeen(input, index);
      } else if (relation.kind === "partitioned table") {
        // The index above it brings its own repair.
        if (index.parent !== null && invalid.has(index.parent)) continue;
        const lacking = (partitions.get(relation.oid) ?? [])
          .filter((partition) => !hasPart(input, partition, index))
          .map(qualified);
        yield partitionedVerdict({ index, relation, lacking, isConstraint: backing.has(index.oid) });
      } else {
        yield plainVerdict(index, relation, backing.has(index.oid));
      }
    }
  },
};

function notSeen(input: RuleInput, index: Index): NotEvaluated {
  return {
    not_evaluated: `${qualified(index)} is invalid, but an index is being built that role ${quoteIdent(input.snapshot.server.user)} may not see: it may be this one`,
  };
}

function plainVerdict(index: Index, relation: Relation, isConstraint: boolean): Verdict {
  const ref = schemaObjectRef("index", index);
  // REINDEX CONCURRENTLY builds beside the old index and leaves one of the two behind when it fails.
  const isLeftover = /_cc(new|old)\d*$/.test(index.name) && !isConstraint;
  return {
    object: ref,
    message: `${index.unique ? "Unique index" : "Index"} ${ref.identity} on ${qualified(relation)} is invalid${isLeftover ? ", left behind by a REINDEX CONCURRENTLY that failed" : ""}.`,
    evidence: {
      table: qualified(relation),
      relation_kind: relation.kind,
      unique: index.unique,
      valid: index.valid,
      ready: index.ready,
      access_method: index.access_method,
    },
    remediation: isLeftover
      ? {
          sql: `drop index ${ref.identity};`,
          safety: "review",
          note: "The index it was to replace is still there under its own name; run REINDEX CONCURRENTLY on that one again. Outside a transaction drop index concurrently does not make others wait.",
        }
      : {
          sql: `reindex index ${ref.identity};`,
          safety: "review",
          note: `Writes to the table wait while it is built; outside a transaction use reindex index concurrently. ${index.unique ? "It fails again while rows repeat a key: find and repair them first. " : ""}Where nobody needs the index, drop it.`,
        },
  };
}

interface Partitioned {
  readonly index: Index;
  readonly relation: Relation;
  /** Partitions on which it has no part. */
  readonly lacking: readonly string[];
  readonly isConstraint: boolean;
}

function partitionedVerdict(subject: Partitioned): Verdict {
  const { index, relation, lacking } = subject;
  const ref = schemaObjectRef("index", index);
  return {
    object: ref,
    message:
      lacking.length === 0
        ? `Index ${ref.identity} on partitioned table ${qualified(relation)} is invalid: a part of it on some partition is.`
        : `Index ${ref.identity} on partitioned table ${qualified(relation)} is invalid: it has no part on ${someOf(lacking)}.`,
    evidence: {
      table: qualified(relation),
      relation_kind: relation.kind,
      unique: index.unique,
      valid: index.valid,
      partitions_without: lacking,
    },
    remediation: partitionedRemediation(subject),
  };
}

function partitionsOf(input: RuleInput): ReadonlyMap<number | null, readonly Relation[]> {
  return groupBy(
    input.snapshot.relations.filter(
      ({ partition_of: root, kind }) => root !== null && kind !== "foreign table",
    ),
    (relation) => relation.partition_of,
  );
}

function hasPart(input: RuleInput, partition: Relation, index: Index): boolean {
  return (input.lookup.indexes.get(partition.oid) ?? []).some((part) => part.parent === index.oid);
}

function partitionedRemediation({ index, relation, isConstraint }: Partitioned): Remediation {
  const name = quoteIdent(index.name);
  const unique = index.unique ? "unique " : "";
  // What the definition of a partitioned table's index begins with; without ONLY it reaches the partitions.
  const prefix = `CREATE ${unique.toUpperCase()}INDEX ${name} ON ONLY ${qualified(relation)} `;
  const definition = index.definition ?? "";
  const attach = `On large tables build the missing parts with create index concurrently on each partition instead, and attach each: alter index ${qualified(index)} attach partition …`;
  if (isConstraint || !definition.startsWith(prefix)) {
    return {
      safety: "review",
      note: `${isConstraint ? "A constraint rests on it. " : ""}${attach}`,
    };
  }
  return {
    sql: `drop index ${qualified(index)};\ncreate ${unique}index ${name} on ${qualified(relation)} ${definition.slice(prefix.length)};`,
    safety: "review",
    note: `Drops the parts that exist and builds all of them anew; writes to the table wait meanwhile. ${attach}`,
  };
}
