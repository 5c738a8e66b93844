import { qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import { isUserObject } from "../catalog/scope.ts";
import { quoteIdent } from "../sql/ident.ts";
import { columnNames, foreignKeyClause } from "./foreign_key_sql.ts";
import type { Rule } from "./rule.ts";

/** Foreign keys that rest on a unique constraint which Supabase Auth may drop. */
export const fkeyToAuthUnique: Rule = {
  id: "fkey_to_auth_unique",
  title: "Foreign key blocks Auth upgrades",
  summary:
    "A foreign key refers to columns of a table in schema auth that are unique without being its primary key.",
  severity: "error",
  category: "structure",
  rationale:
    "Supabase Auth owns the schema and changes it by its own migrations; only the primary keys are promised to stay. It is going to drop its other unique constraints, and a foreign key that needs one makes that migration fail: the project is left on an old Auth without its security fixes.",
  sources: ["splinter 0021_fkey_to_auth_unique", "https://supabase.com/docs/guides/auth/managing-user-data"],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "constraints" },
    { family: "indexes" },
  ],
  limits:
    "The foreign key of a partitioned table is reported once and not for each partition, as splinter does. A foreign key between two tables of the platform is not the project's.",
  *check(input) {
    const unique = new Map<number, Index>();
    for (const index of input.snapshot.indexes) {
      if (!index.unique || index.primary) continue;
      if (input.lookup.relations.get(index.relation)?.schema === "auth") unique.set(index.oid, index);
    }
    if (unique.size === 0) return;
    for (const constraint of input.snapshot.constraints) {
      if (constraint.kind !== "foreign key" || constraint.index === null || constraint.inherited) continue;
      const index = unique.get(constraint.index);
      const relation = input.lookup.relations.get(constraint.relation);
      if (index === undefined || relation === undefined || !isUserObject(relation)) continue;
      const referenced = input.lookup.relations.get(index.relation);
      const name = referenced === undefined ? "a table of auth" : qualified(referenced);
      const theirs = columnNames(input, index.relation, constraint.referenced_columns) ?? [];
      const own = columnNames(input, constraint.relation, constraint.columns) ?? [];
      const clause = foreignKeyClause(input, constraint);
      const alter = `alter table ${qualified(relation)}\n `;
      const ref = tableObjectRef("constraint", constraint.name, relation);
      yield {
        object: ref,
        message: `Foreign key ${ref.identity} refers to ${name} (${theirs.join(", ")}), which is unique but not the primary key.`,
        evidence: {
          table: qualified(relation),
          columns: [...own],
          referenced_table: name,
          referenced_columns: [...theirs],
          unique_index: qualified(index),
        },
        remediation: {
          sql: `${alter} drop constraint ${quoteIdent(constraint.name)};`,
          ...(clause === undefined
            ? {}
            : { undo_sql: `${alter} add constraint ${quoteIdent(constraint.name)} ${clause};` }),
          safety: "review",
          note: `From then on (${own.join(", ")}) may hold what no row of ${name} has, and nothing is changed or deleted along with it. Keep the id of the row instead, in a column with a foreign key to the primary key.`,
        },
      };
    }
  },
};
