import { type ObjectRef, schemaObjectRef } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import type { VectorType, VectorTypes } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { AstNode } from "../sql/ast.ts";
import { SqlSyntaxError } from "../sql/parser.ts";
import { columnRefParts, nameParts, walk } from "../sql/walk.ts";
import type { VectorColumn } from "./columns.ts";
import { type DistanceOperator, operatorServed } from "./operators.ts";

/** An HNSW or IVFFlat index over one vector column, or over an expression of it. */
export interface VectorIndex {
  readonly index: Index;
  readonly ref: ObjectRef;
  readonly column: VectorColumn;
  /** Of the indexed value. */
  readonly type: VectorType;
  /** The operator that it serves; nothing for an operator class that is not pgvector's. */
  readonly operator?: DistanceOperator;
  readonly expression: boolean;
  /** The expression takes a part of the vector, so that its size is right to differ. */
  readonly partial: boolean;
}

/** The vector indexes of the vector columns; those over an expression need the parser to be told apart. */
export function readVectorIndexes(
  { snapshot, parser }: Pick<RuleInput, "snapshot" | "parser">,
  {
    columns,
    types,
  }: { readonly columns: ReadonlyMap<number, readonly VectorColumn[]>; readonly types: VectorTypes },
): readonly VectorIndex[] {
  return snapshot.indexes.flatMap((index): VectorIndex[] => {
    if (index.access_method !== "hnsw" && index.access_method !== "ivfflat") return [];
    const candidates = columns.get(index.relation) ?? [];
    const type = types.byOid(index.attribute_type_oids[0] ?? 0, index.attribute_typmods[0] ?? -1);
    if (type === undefined) return [];
    const [number = 0] = index.columns;
    const shape = number === 0 ? readExpression(index, parser) : undefined;
    const column = candidates.find((candidate) =>
      shape === undefined ? candidate.column.number === number : shape.columns.has(candidate.column.name),
    );
    if (column === undefined) return [];
    const operator = operatorServed(index.operator_classes[0] ?? "");
    return [
      {
        index,
        ref: schemaObjectRef("index", index),
        column,
        type,
        ...(operator === undefined ? {} : { operator }),
        expression: number === 0,
        partial: shape?.partial ?? false,
      },
    ];
  });
}

interface ExpressionShape {
  readonly columns: ReadonlySet<string>;
  readonly partial: boolean;
}

function readExpression(index: Index, parser: RuleInput["parser"]): ExpressionShape {
  const columns = new Set<string>();
  let partial = false;
  const root = parseExpression(index.expressions ?? "", parser);
  if (root === undefined) return { columns, partial: true };
  walk(root, (kind, node) => {
    if (kind === "ColumnRef") columns.add(columnRefParts(node).at(-1) ?? "");
    // Any function but these two may change the number of dimensions.
    else if (kind === "FuncCall") {
      partial ||= !["binary_quantize", "l2_normalize"].includes(nameParts(node.funcname).at(-1) ?? "");
    }
  });
  return { columns, partial };
}

function parseExpression(text: string, parser: RuleInput["parser"]): AstNode | undefined {
  try {
    return parser?.parseExpression(text);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}
