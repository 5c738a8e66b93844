import type { Config } from "../../config.ts";
import type { StateRelation } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";

/** Schemas that the Data API serves: those of the configuration, else `public`. */
export function exposedIn(config: Config): readonly string[] {
  return config.exposed_schemas ?? ["public"];
}

/** Whether a role of the Data API may reach the relation, as far as the files say. */
export function isServed(state: SchemaState, relation: StateRelation, exposed: readonly string[]): boolean {
  if (!exposed.includes(relation.schema)) return false;
  const closed = state.closedSchemas.get(relation.schema);
  return [...relation.api].some((role) => closed?.has(role) !== true);
}
