import type { SqlParser } from "../../sql/parser.ts";
import { chainOf, type ReadFolder } from "../reading.ts";
import { applyStatement } from "./apply.ts";
import { SchemaState } from "./schema_state.ts";

const states = new WeakMap<ReadFolder, SchemaState>();

/** What a folder's chain leaves behind when all of its files have run, built once. */
export function stateOf(folder: ReadFolder, parser: SqlParser): SchemaState {
  const known = states.get(folder);
  if (known !== undefined) return known;
  const state = new SchemaState();
  states.set(folder, state);
  for (const file of chainOf(folder)) {
    for (const statement of file.statements) applyStatement(state, statement, { parser });
  }
  return state;
}
