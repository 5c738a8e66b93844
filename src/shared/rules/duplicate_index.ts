import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import {
  type IdenticalIndexes,
  type IndexUse,
  identicalIndexes,
  mayBeIdentical,
} from "./identical_indexes.ts";
import { createIndexSql } from "./index_definition.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Indexes that another one of the table makes superfluous. */
export const duplicateIndex: Rule = {
  id: "duplicate_index",
  title: "Identical indexes",
  summary:
    "Looks for indexes of one table that hold the same columns, expressions and rows in the same order by the same operators: all but one are superfluous. One that is unique or belongs to a constraint is the one to keep.",
  severity: "warn",
  category: "performance",
  rationale:
    "Every insert, and every update that cannot stay on its page, writes to each index; vacuum reads each; each takes disk and cache. A second identical index costs all of it again, and the planner never needs it.",
  sources: [
    "splinter 0009_duplicate_index",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0009_duplicate_index",
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
    "An index over (a) is not called superfluous beside one over (a, b). Of a partitioned table the root is named; splinter, which does not see partitioned tables, names each partition, though an index of a partition cannot be dropped. Splinter compares definitions as texts out of which it cuts the index's name, so two of different columns pass for identical where a name is part of a column's. Storage parameters of B-tree and hash indexes do not count.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const referenced = new Set<number>();
    for (const { kind, index } of input.snapshot.constraints) {
      if (kind === "foreign key" && index !== null) referenced.add(index);
    }
    for (const relation of input.snapshot.relations) {
      const indexes = input.lookup.indexes.get(relation.oid) ?? [];
      if (!mayBeIdentical(indexes) || !isUserObject(relation)) continue;
      const constraints = input.lookup.constraints.get(relation.oid) ?? [];
      const uses = indexes.map((index) => ({
        index,
        constraint: constraints.find(({ kind, index: own }) => kind !== "foreign key" && own === index.oid),
        referenced: referenced.has(index.oid),
      }));
      for (const group of identicalIndexes(uses)) yield verdict(input, relation, group);
    }
  },
};

function verdict(input: RuleInput, relation: Relation, group: IdenticalIndexes): Verdict {
  const { keep, superfluous } = group;
  const names = [keep, ...superfluous].map(({ index }) => index.name).sort();
  const dropped = superfluous.map(({ index }) => qualified(index));
  return {
    object: schemaObjectRef("relation", relation),
    discriminator: JSON.stringify(names),
    message: `${someOf(dropped)} on ${qualified(relation)} ${
      dropped.length === 1 ? "repeats" : "repeat"
    } ${describe(keep)}.`,
    evidence: {
      relation_kind: relation.kind,
      indexes: names,
      keep: keep.index.name,
      superfluous: superfluous.map(({ index }) => index.name),
      superfluous_pages: superfluous.reduce((sum, { index }) => sum + index.pages, 0),
      scans: Object.fromEntries([keep, ...superfluous].map(({ index }) => [index.name, index.scans])),
    },
    remediation: remediation(input, relation, group),
  };
}

function describe({ index, constraint }: IndexUse): string {
  const name = qualified(index);
  if (constraint !== undefined) return `${name}, the index of a ${constraint.kind} constraint`;
  return index.unique ? `unique index ${name}` : `index ${name}`;
}

function remediation(input: RuleInput, relation: Relation, group: IdenticalIndexes): Remediation {
  const bound = group.superfluous.filter(
    ({ index, referenced }) => referenced || index.traits?.replica_identity === true,
  );
  if (bound.length > 0) {
    return {
      safety: "review",
      note: `${someOf(bound.map(({ index }) => qualified(index)))} cannot simply be dropped: foreign keys refer to it or it is the table's replica identity. Make the foreign keys again on ${qualified(group.keep.index)} and move the replica identity there first.`,
    };
  }
  const undo = group.superfluous.map((use) => undoSql(input, relation, use));
  const constraints = group.superfluous.flatMap(({ constraint }) => constraint ?? []);
  const sql = {
    sql: group.superfluous.map((use) => dropSql(relation, use)).join("\n"),
    ...(undo.includes(undefined) ? {} : { undo_sql: undo.join("\n") }),
  };
  if (constraints.length > 0) {
    return {
      ...sql,
      safety: "review",
      note: "A constraint goes with its index. Statements that name it (`on conflict on constraint …`) and clients that know its name from error messages must name the other one.",
    };
  }
  return {
    ...sql,
    safety: "safe",
    note: "Dropping waits for running statements on the table and makes new ones wait: on a busy table use `drop index concurrently`, outside a transaction.",
  };
}

function dropSql(relation: Relation, { index, constraint }: IndexUse): string {
  return constraint === undefined
    ? `drop index ${qualified(index)};`
    : `alter table ${qualified(relation)} drop constraint ${quoteIdent(constraint.name)};`;
}

/** A constraint takes over an index that is made first; not that of a partitioned table, and a B-tree only. */
function undoSql(
  { lookup }: RuleInput,
  relation: Relation,
  { index, constraint }: IndexUse,
): string | undefined {
  const made = createIndexSql(lookup, index);
  if (made === undefined || constraint === undefined) return made;
  const takesOver = constraint.kind === "unique" && index.access_method === "btree";
  if (!takesOver || relation.kind === "partitioned table") return undefined;
  return `${made}\nalter table ${qualified(relation)} add constraint ${quoteIdent(constraint.name)} unique using index ${quoteIdent(index.name)}${
    constraint.deferrable ? " deferrable" : ""
  };`;
}
