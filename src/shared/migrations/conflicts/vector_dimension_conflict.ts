import type { ObjectRef } from "../../catalog/identity.ts";
import { schemaObjectRef } from "../../catalog/identity.ts";
import type { Config } from "../../config.ts";
import type { Location } from "../../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../../rules/rule.ts";
import { quoteIdent } from "../../sql/ident.ts";
import type { SqlParser } from "../../sql/parser.ts";
import { readRoutineStatement } from "../../sql/routine_statement.ts";
import { typeName } from "../../sql/walk.ts";
import { configuredSizes } from "../../vector/configured.ts";
import type { Size, SizeConflict } from "../../vector/size.ts";
import type { ReadFolder } from "../reading.ts";
import type { Origin } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { bodyLineOf } from "../state/statement_bodies.ts";
import { type HiddenSize, hiddenSizes, indexConflict, viewConflict } from "../vectors/end_sizes.ts";
import { vectorsOf } from "../vectors/folder_vectors.ts";
import type { RoutineSizes } from "../vectors/routine_sizes.ts";
import { lineOfSize, placeOfName } from "../vectors/size_places.ts";
import { vectorType } from "../vectors/vector_names.ts";
import { writeSizes } from "../vectors/write_sizes.ts";
import type { Conflict } from "./conflict.ts";
import { columnNameRef, createDiscriminators, placeOfOrigin, placeText, routineNameRef } from "./refs.ts";
import { sizeFacts, sizeText } from "./size_words.ts";

/** Vector sizes of one folder that meet and differ. */
export const vectorDimensionConflict: Conflict = {
  id: "vector_dimension_conflict",
  title: "Vector sizes do not fit together",
  summary:
    "A column that is declared twice with different numbers of dimensions, and a cast, a declared variable, an index, a view or a written vector whose size is not that of the column it works on, when all files have run.",
  severity: "error",
  category: "vector",
  rationale:
    "Postgres compares the sizes only when a row is read or written: the migration runs, and the first search or insert ends with `expected 384 dimensions, not 1536`. It is what a change of the embedding model leaves behind where a file was forgotten; `if not exists` hides it.",
  sources: [
    "https://github.com/pgvector/pgvector#vector-type",
    "https://supabase.com/docs/guides/ai/vector-columns",
  ],
  limits:
    "Different sizes in different columns are no conflict: they are often meant. Values are followed through casts, variables, arguments, subqueries and WITH queries of one statement; not through variables without a size, loops over records or texts that EXECUTE builds. Declared arguments are vector_argument_conflict's. What a later file drops, replaces or makes fit is left out. Sizes that `vector.columns` and `vector.routines` of the configuration allow are right.",
  *check({ reading, config }) {
    const discriminate = createDiscriminators();
    const sizes = configuredSizes(config);
    for (const gap of sizes.gaps) yield { not_evaluated: gap } satisfies NotEvaluated;
    for (const folder of reading.folders) {
      const found = [...findConflicts(folder, { parser: reading.parser, config })].toSorted(
        (left, right) =>
          order(folder, left) - order(folder, right) || left.location.line - right.location.line,
      );
      for (const { origin, location, ...verdict } of found) {
        yield { ...verdict, location, discriminator: discriminate(origin.statement.file, verdict.object) };
      }
      for (const gap of vectorsOf(folder, reading.parser).gaps)
        yield { not_evaluated: gap } satisfies NotEvaluated;
    }
  },
};

interface Found extends Verdict {
  readonly origin: Origin;
  readonly location: Location;
}

interface Context {
  readonly parser: SqlParser;
  readonly config: Config;
}

function order(folder: ReadFolder, { origin }: Found): number {
  return folder.files.indexOf(origin.statement.file);
}

function* findConflicts(folder: ReadFolder, context: Context): Generator<Found> {
  const { state, any, routines } = vectorsOf(folder, context.parser);
  if (!any) return;
  for (const hidden of hiddenSizes(state)) yield ofColumn(hidden, context.parser);
  yield* configuredColumns(state, context);
  for (const index of state.indexes.values()) {
    const conflict = indexConflict(state, index);
    if (conflict === undefined) continue;
    const object = schemaObjectRef("index", index);
    yield ofExpression(conflict, { object, origin: index.made, what: `Index ${object.identity}` });
  }
  for (const view of state.relations.values()) {
    const conflict = viewConflict(state, view);
    if (conflict === undefined || view.made === undefined) continue;
    const object = schemaObjectRef("relation", view);
    yield ofExpression(conflict, { object, origin: view.made, what: `View ${object.identity}` });
  }
  for (const conflict of writeSizes(folder, context.parser)) {
    const object = schemaObjectRef("relation", conflict.relation);
    yield ofExpression(conflict, {
      object,
      origin: conflict.origin,
      what: `A statement that writes ${object.identity}`,
    });
  }
  for (const routine of routines) {
    const found = ofRoutine(routine, context);
    if (found !== undefined) yield found;
  }
}

function ofColumn({ relation, column, declared, hidden, kept }: HiddenSize, parser: SqlParser): Found {
  const object = columnNameRef(relation, column, quoteIdent(column));
  const { origin } = declared.declared;
  const first = relation.columns.get(column)?.origin;
  const { statement } = origin.statement;
  const place = placeOfName(statement.text, column, parser);
  return {
    object,
    origin,
    message: `${placeText(origin)} declares ${object.identity} with ${hidden} dimensions; it has ${kept}${
      first === undefined ? "" : ` since ${placeText(first)}`
    }${declared.ifNotExists ? ", and `if not exists` hides the difference" : ""}.`,
    evidence: {
      declared: hidden,
      kept,
      hidden_by_if_not_exists: declared.ifNotExists,
      ...(first === undefined ? {} : { first: { file: first.statement.file.file, line: first.line } }),
    },
    remediation: {
      safety: "review",
      note: `Find out which size the model has that fills the column. If it is ${hidden}, the rows must be embedded again: a size cannot be converted; add a column of that size in a new migration. If it is ${kept}, what was written for ${hidden} must change.`,
    },
    location:
      place === undefined || statement.kind === "DoStmt"
        ? placeOfOrigin(origin)
        : {
            file: origin.statement.file.file,
            line: statement.line + place.line - 1,
            column: place.line === 1 ? statement.column + place.column - 1 : place.column,
          },
  };
}

function* configuredColumns(state: SchemaState, { config }: Context): Generator<Found> {
  const sizes = configuredSizes(config);
  if (config.vector?.columns === undefined) return;
  for (const relation of state.relations.values()) {
    for (const column of relation.columns.values()) {
      const type = vectorType({ state, path: column.origin.statement.searchPath }, typeName(column.typeNode));
      if (type === undefined || type.dimension === -1) continue;
      const object = columnNameRef(relation, column.name, quoteIdent(column.name));
      const expected = sizes.column({ ref: object, relation, column });
      if (expected === undefined || expected.includes(type.dimension)) continue;
      yield {
        object,
        origin: column.origin,
        message: `${placeText(column.origin)} gives ${object.identity} ${type.dimension} dimensions, vector.columns of the configuration gives it ${expected.join(" or ")}.`,
        evidence: { declared: type.dimension, expected: [...expected] },
        remediation: {
          safety: "review",
          note: "If the model has changed, add a column of the new size, embed every row again and drop this one; if it has not, correct supawarden.config.json.",
        },
        location: placeOfOrigin(column.origin),
      };
    }
  }
}

function ofExpression(
  { left, right }: SizeConflict,
  { object, origin, what }: { readonly object: ObjectRef; readonly origin: Origin; readonly what: string },
): Found {
  return {
    object,
    origin,
    message: `${what} brings together ${sizeText(left)} and ${sizeText(right)}.`,
    evidence: { conflicts: [{ left: sizeFacts(left), right: sizeFacts(right) }] },
    remediation: { safety: "review", note: adviceFor([left, right]) },
    location: placeOfOrigin(origin),
  };
}

function ofRoutine({ routine, written }: RoutineSizes, { parser, config }: Context): Found | undefined {
  const ref = routineNameRef(routine);
  const signature = `${ref.identity}(${routine.inputs.join(",")})`;
  const allowed = configuredSizes(config).routine({ ...routine, signature }) ?? [];
  const conflicts = written.filter(
    ({ left, right }) => !allowed.includes(left.dimension) || !allowed.includes(right.dimension),
  );
  const [first] = conflicts;
  if (first === undefined) return undefined;
  const statement = routine.made.statement.statement;
  const body = readRoutineStatement(routine.node)?.body ?? "";
  const offset = statement.line - 1 + bodyLineOf(statement.text, body);
  const lineOf = ({ left, right, line }: SizeConflict): number => {
    const stated = [left, right].find(({ source }) => source !== "column");
    if (stated === undefined) return offset + line;
    if (stated.source === "declaration") return offset + (stated.line ?? line);
    return offset + (lineOfSize(body, stated, { parser, from: stated.line ?? line }) ?? line);
  };
  return {
    object: ref,
    origin: routine.made,
    message: `${ref.identity} brings together ${sizeText(first.left)} and ${sizeText(first.right)}.`,
    evidence: {
      signature,
      conflicts: conflicts.map((conflict) => ({
        left: sizeFacts(conflict.left),
        right: sizeFacts(conflict.right),
        line: lineOf(conflict),
      })),
    },
    remediation: { safety: "review", note: adviceFor([first.left, first.right]) },
    location: { file: routine.made.statement.file.file, line: lineOf(first) },
  };
}

function adviceFor(sizes: readonly Size[]): string {
  const column = sizes.find(({ source }) => source === "column");
  const wanted = column === undefined ? "one size" : `${column.dimension}, the size of ${column.name}`;
  return `If this is what was forgotten, write it anew in a new migration with ${wanted}, and call it with vectors of the same model. If the column is, its rows must be embedded again: a size cannot be converted. Where both are meant, say so under vector.routines in supawarden.config.json.`;
}
