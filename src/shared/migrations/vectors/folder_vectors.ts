import type { SqlParser } from "../../sql/parser.ts";
import { BodyUnparsable } from "../../sql/plpgsql.ts";
import type { ReadFolder } from "../reading.ts";
import { stateOf } from "../state/folder_state.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { type RoutineSizes, readRoutineSizes } from "./routine_sizes.ts";
import { rowOfRelation } from "./vector_names.ts";

/** What a folder does with vectors when all of its files have run. */
export interface FolderVectors {
  readonly state: SchemaState;
  /** False where no file names a vector type: there is nothing to judge then. */
  readonly any: boolean;
  readonly routines: readonly RoutineSizes[];
  /** Routines whose bodies cannot be read, with the reason. */
  readonly gaps: readonly string[];
}

const known = new WeakMap<ReadFolder, FolderVectors>();

/** Reads the routines of a folder's end, once. */
export function vectorsOf(folder: ReadFolder, parser: SqlParser): FolderVectors {
  const found = known.get(folder) ?? readVectors(folder, parser);
  known.set(folder, found);
  return found;
}

/** Most folders have nothing to do with vectors, and their routines need not be read. */
function isAboutVectors(folder: ReadFolder): boolean {
  return folder.files.some(({ text }) => /\b(?:vector|halfvec|sparsevec)\b/i.test(text));
}

function readVectors(folder: ReadFolder, parser: SqlParser): FolderVectors {
  const state = stateOf(folder, parser);
  if (!isAboutVectors(folder)) return { state, any: false, routines: [], gaps: [] };
  const relations = new Set<string>();
  for (const relation of state.relations.values()) {
    if (rowOfRelation({ state, path: [relation.schema, "public", "extensions"] }, relation).size > 0) {
      relations.add(relation.name);
    }
  }
  const routines: RoutineSizes[] = [];
  const gaps: string[] = [];
  for (const routine of [...state.routines.values()].flat()) {
    const read = readRoutineSizes(routine, { state, parser, relations });
    if (read instanceof BodyUnparsable) {
      gaps.push(`${routine.schema}.${routine.name} in ${routine.made.statement.file.path}: ${read.message}`);
    } else if (read !== undefined) routines.push(read);
  }
  return { state, any: true, routines, gaps };
}
