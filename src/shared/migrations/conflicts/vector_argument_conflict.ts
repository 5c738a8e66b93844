import type { Verdict } from "../../rules/rule.ts";
import { configuredSizes } from "../../vector/configured.ts";
import { type Size, sizeEvidence } from "../../vector/size.ts";
import type { StateRoutine } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { parametersOf } from "../vectors/declared_arguments.ts";
import { vectorsOf } from "../vectors/folder_vectors.ts";
import type { RoutineSizes } from "../vectors/routine_sizes.ts";
import type { Conflict } from "./conflict.ts";
import { createDiscriminators, placeOfOrigin, routineNameRef } from "./refs.ts";
import { sizeFacts, sizeText } from "./size_words.ts";

/** Arguments that are declared with another vector size than what they are compared with. */
export const vectorArgumentConflict: Conflict = {
  id: "vector_argument_conflict",
  title: "Argument is declared with another vector size than its column",
  summary:
    "A function whose argument is declared `vector(n)`, while the column, variable or argument that its value meets in the body has another number of dimensions.",
  severity: "warn",
  category: "vector",
  rationale:
    "Postgres forgets the size of an argument as soon as the function is made, and refuses no value for it: whoever reads the declaration sends vectors of the declared size, and the comparison with the column fails for every row. Whoever sends what the column has is right by chance.",
  sources: [
    "https://github.com/pgvector/pgvector#vector-type",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-NOTES",
  ],
  limits:
    "Functions that are there when all files have run. Values are followed as in vector_dimension_conflict; sizes that `vector.routines` of the configuration allows are right. Arguments without a size are none.",
  *check({ reading, config }) {
    const discriminate = createDiscriminators();
    const sizes = configuredSizes(config);
    for (const folder of reading.folders) {
      const { state, routines } = vectorsOf(folder, reading.parser);
      const ordered = routines.toSorted(
        (left, right) => placeIn(folder.files, left.routine) - placeIn(folder.files, right.routine),
      );
      for (const found of ordered) {
        const verdict = judge(found, { state, allowed: sizes.routine(nameOf(found.routine)) ?? [] });
        if (verdict === undefined) continue;
        yield { ...verdict, discriminator: discriminate(found.routine.made.statement.file, verdict.object) };
      }
    }
  },
};

function placeIn(files: readonly unknown[], { made }: StateRoutine): number {
  return files.indexOf(made.statement.file) * 1e6 + made.line;
}

function nameOf(routine: StateRoutine): {
  readonly signature: string;
  readonly schema: string;
  readonly name: string;
} {
  const { schema, name } = routine;
  return { schema, name, signature: `${routineNameRef(routine).identity}(${routine.inputs.join(",")})` };
}

function judge(
  { routine, declared }: RoutineSizes,
  { state, allowed }: { readonly state: SchemaState; readonly allowed: readonly number[] },
): Verdict | undefined {
  const conflicts = declared.filter(
    ({ left, right }) => !allowed.includes(left.dimension) || !allowed.includes(right.dimension),
  );
  const [first] = conflicts;
  if (first === undefined) return undefined;
  const object = routineNameRef(routine);
  const others = otherDeclarations(state, routine, first.left);
  return {
    object,
    message: `${object.identity} declares ${first.left.name}, but compares it with ${sizeText(first.right)}.`,
    evidence: {
      signature: nameOf(routine).signature,
      conflicts: conflicts.map(({ left, right }) => ({
        argument: sizeEvidence(left),
        meets: sizeFacts(right),
      })),
      other_declarations: others,
    },
    remediation: {
      safety: "review",
      note: `Write the function anew in a new migration: ${
        first.right.source === "column"
          ? `with ${first.right.dimension} dimensions if the column is right, and call it with vectors of that model`
          : "with one size for both"
      }. If the column is wrong, its rows must be embedded again. Where both sizes are meant, leave the argument without a size, or say so under vector.routines in supawarden.config.json.`,
    },
    location: placeOfOrigin(routine.made),
  };
}

/** What other definitions of the name declare, also those that are gone. */
function otherDeclarations(
  state: SchemaState,
  routine: StateRoutine,
  argument: Size,
): { readonly file: string; readonly line: number; readonly argument: string }[] {
  return state.definitions.flatMap((other) => {
    if (other === routine || other.schema !== routine.schema || other.name !== routine.name) return [];
    const differing = parametersOf({ state, path: other.path }, other).find(
      ({ size }) => size !== undefined && size.dimension !== -1 && size.dimension !== argument.dimension,
    );
    if (differing?.size === undefined) return [];
    return [{ file: other.made.statement.file.file, line: other.made.line, argument: differing.size.name }];
  });
}
