import type { SqlParser } from "../../sql/parser.ts";
import { readStatement } from "../../vector/flow.ts";
import type { SizeConflict } from "../../vector/size.ts";
import { chainOf, type ReadFolder } from "../reading.ts";
import { applyStatement } from "../state/apply.ts";
import { factsOf } from "../state/folder_state.ts";
import type { Origin, StateRelation } from "../state/schema_objects.ts";
import { SchemaState } from "../state/schema_state.ts";
import { writesOf } from "../state/writes.ts";
import { rowOfRelation, statementNames } from "./vector_names.ts";

/** Sizes that meet and differ in a statement that writes rows when the migration runs. */
export interface WriteSizes extends SizeConflict {
  readonly relation: StateRelation;
  readonly origin: Origin;
}

/** Writes of vectors that their columns refuse; judged by the sizes which the columns have at that time. */
export function writeSizes(folder: ReadFolder, parser: SqlParser): readonly WriteSizes[] {
  const written = [...factsOf(folder, parser).writes.values()].flat();
  const path = ["public", "extensions"];
  const { state: end } = factsOf(folder, parser);
  if (!written.some(({ relation }) => rowOfRelation({ state: end, path }, relation).size > 0)) return [];
  const found: WriteSizes[] = [];
  const state = new SchemaState();
  for (const file of chainOf(folder)) {
    for (const statement of file.statements) {
      applyStatement(state, statement, {
        parser,
        before: (executed, context) => {
          const [write] = writesOf(state, executed, context);
          if (write === undefined || executed.template !== undefined) return;
          const { origin, path: searchPath } = context;
          const names = statementNames({ state, path: searchPath });
          const flow = {
            names,
            plpgsql: false,
            line: origin.line,
            findings: {
              meet: (left: SizeConflict["left"], right: SizeConflict["right"]) => {
                if (left.dimension === -1 || right.dimension === -1 || left.dimension === right.dimension)
                  return;
                if (left.array !== right.array) return;
                found.push({
                  left: left.stated ?? left,
                  right,
                  line: origin.line,
                  relation: write.relation,
                  origin,
                });
              },
              search: () => undefined,
              state: () => undefined,
            },
          };
          readStatement(flow, executed.node);
        },
      });
    }
  }
  return found;
}
