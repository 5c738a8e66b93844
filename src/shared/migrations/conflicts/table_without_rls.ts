import { qualified, schemaObjectRef } from "../../catalog/identity.ts";
import { isPlatformSchema } from "../../catalog/scope.ts";
import { someOf } from "../../rules/routine_sql.ts";
import type { NotEvaluated, Verdict } from "../../rules/rule.ts";
import type { ReadFolder } from "../reading.ts";
import { stateOf } from "../state/folder_state.ts";
import type { Origin, StateRelation } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import type { Conflict } from "./conflict.ts";
import { exposedIn, isServed } from "./exposed.ts";
import { placeOfOrigin, placeText } from "./refs.ts";

/** Tables that a folder leaves without row level security where the Data API serves them. */
export const tableWithoutRls: Conflict = {
  id: "table_without_rls",
  title: "Table is left without row level security",
  summary:
    "A table, partitioned table or partition of an exposed schema for which row level security is off when all files of the folder have run.",
  severity: "error",
  category: "rls",
  rationale:
    "The key of the Data API is public: it ships in every browser. Without row level security the grants alone decide, which the platform gives for every new table in `public`, so whoever has the key reads, changes or deletes every row.",
  sources: [
    "splinter 0013_rls_disabled_in_public",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  limits:
    "Schemas are those of `exposed_schemas` in the configuration, else `public`. A table on which both API roles have lost their privileges by a statement of the folder is left out. Where a loop over the catalogs or an event trigger changes row level security, the text does not say for which tables: those are not evaluated, an audit of the replayed folder judges them. Files that never run and down files count for nothing. Tables whose names a loop builds are not seen.",
  *check({ reading, config }) {
    const exposed = exposedIn(config);
    for (const folder of reading.folders) {
      const state = stateOf(folder, reading.parser);
      const doubts = new Map<Origin, StateRelation[]>();
      for (const relation of state.relations.values()) {
        if (!isJudged(state, relation, exposed)) continue;
        const { rlsDoubt: doubt } = relation;
        if (doubt === undefined) yield verdict(relation, folder);
        else doubts.set(doubt, [...(doubts.get(doubt) ?? []), relation]);
      }
      for (const [origin, relations] of doubts) yield inDoubt(origin, relations);
    }
  },
};

function isJudged(state: SchemaState, relation: StateRelation, exposed: readonly string[]): boolean {
  if (relation.kind !== "table" && relation.kind !== "partitioned table") return false;
  if (relation.made === undefined || relation.rls || isPlatformSchema(relation.schema)) return false;
  return isServed(state, relation, exposed);
}

function verdict(relation: StateRelation, folder: ReadFolder): Verdict {
  const name = qualified(relation);
  const policies = [...relation.policies.keys()];
  const { made, parent } = relation;
  return {
    object: schemaObjectRef("relation", relation),
    discriminator: folder.path,
    message: `${name} is made in ${made === undefined ? folder.path : placeText(made)}, and no later file enables row level security on it${
      parent?.rls === true
        ? `; that of ${qualified(parent)} does not reach requests that name the partition`
        : ""
    }.`,
    evidence: {
      relation_kind: relation.kind,
      schema: relation.schema,
      policies,
      ...(parent === undefined ? {} : { partition_of: qualified(parent) }),
    },
    remediation: {
      sql: `alter table ${name} enable row level security;`,
      undo_sql: `alter table ${name} disable row level security;`,
      safety: "review",
      note:
        policies.length === 0
          ? "Belongs into a new migration, with the policies that say who may do what: without one, anon and authenticated see and change no row."
          : "Belongs into a new migration. From then on the policies that the folder has for it decide.",
    },
    ...(made === undefined ? {} : { location: placeOfOrigin(made) }),
  };
}

function inDoubt(origin: Origin, relations: readonly StateRelation[]): NotEvaluated {
  const tables = relations.length === 1 ? "one table" : `${relations.length} tables`;
  return {
    not_evaluated: `${placeText(origin)} changes row level security for tables that its text does not name: ${tables} (${someOf(relations.map(qualified))}) can only be judged on a database`,
    about: relations.map((relation) => schemaObjectRef("relation", relation)),
  };
}
