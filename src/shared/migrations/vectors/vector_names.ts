import { qualified } from "../../catalog/identity.ts";
import { quoteIdent } from "../../sql/ident.ts";
import { type QualifiedName, type TypeReference, typeName } from "../../sql/walk.ts";
import type { FlowNames } from "../../vector/flow.ts";
import type { Row } from "../../vector/flow_scope.ts";
import type { Size } from "../../vector/size.ts";
import type { VectorKind } from "../../vector/types.ts";
import { keyOf, type StateColumn, type StateRelation } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";

const KINDS: readonly string[] = ["vector", "halfvec", "sparsevec"];

/** A vector type with its size; -1 where the type says none. */
export interface FolderVector {
  readonly kind: VectorKind;
  readonly dimension: number;
  readonly array: boolean;
  /** The domain that it is declared with. */
  readonly domain?: string;
}

/** Names of a folder's state as statements use them. */
export interface NameContext {
  readonly state: SchemaState;
  readonly path: readonly string[];
}

/** The vector type that a name means, also through domains; nothing for any other type. */
export function vectorType(
  { state, path }: NameContext,
  type: QualifiedName & { readonly typmods?: readonly number[]; readonly arrayDims?: number },
): FolderVector | undefined {
  const [dimension = -1] = type.typmods ?? [];
  const array = (type.arrayDims ?? 0) > 0;
  if (KINDS.includes(type.name)) return { kind: type.name as VectorKind, dimension, array };
  for (const schema of type.schema === undefined ? path : [type.schema]) {
    const base = state.domains.get(keyOf(schema, type.name));
    const below = base && vectorType({ state, path }, base);
    if (below !== undefined) {
      return { ...below, array: array || below.array, domain: qualified({ schema, name: type.name }) };
    }
  }
  return undefined;
}

/** The size of a column; nothing where it holds no vector. */
export function columnSize(
  context: NameContext,
  relation: StateRelation,
  column: Pick<StateColumn, "name" | "typeNode">,
): Size | undefined {
  const type = vectorType(context, typeName(column.typeNode));
  if (type === undefined) return undefined;
  const { kind, dimension, array } = type;
  return {
    kind,
    dimension,
    array,
    source: "column",
    name: `${qualified(relation)}.${quoteIdent(column.name)}`,
  };
}

/** The vector columns of a relation. */
export function rowOfRelation(context: NameContext, relation: StateRelation): Row {
  return new Map(
    [...relation.columns.values()].flatMap((column) => {
      const size = columnSize(context, relation, column);
      return size === undefined ? [] : [[column.name, size] as const];
    }),
  );
}

/** Names as a statement outside of a routine sees them. */
export function statementNames(context: NameContext): FlowNames {
  const { state, path } = context;
  return {
    row: (name) => {
      const relation = state.findRelation(name, path);
      return relation && rowOfRelation(context, relation);
    },
    columnNames: (name) => {
      const relation = state.findRelation(name, path);
      return relation?.columnsKnown === true ? [...relation.columns.keys()] : [];
    },
    variable: () => undefined,
    parameter: () => undefined,
    type: (name, { typmod, array }) => {
      const type = vectorType(context, typed(name, { typmod, array }));
      if (type === undefined) return undefined;
      const { kind, dimension, domain } = type;
      const written = `${kind}${dimension === -1 ? "" : `(${dimension})`}${type.array ? "[]" : ""}`;
      return {
        kind,
        dimension,
        array: type.array,
        source: domain === undefined ? "cast" : "domain",
        name: domain ?? written,
      };
    },
    argument: () => undefined,
  };
}

function typed(
  name: QualifiedName,
  { typmod, array }: { readonly typmod: number; readonly array: boolean },
): QualifiedName & Pick<TypeReference, "typmods" | "arrayDims"> {
  return { ...name, typmods: typmod === -1 ? [] : [typmod], arrayDims: array ? 1 : 0 };
}
