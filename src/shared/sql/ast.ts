/** Any value in a parse tree. */
export type AstValue = string | number | boolean | null | undefined | AstNode | readonly AstValue[];

/**
 * A node as libpg_query prints it: `{ FuncCall: { funcname: [...] } }`, one key that names the kind. Fields whose type
 * is fixed by the grammar (`typeName`, `relation`, `larg`) hold the inner object without that key.
 */
export interface AstNode {
  readonly [field: string]: AstValue;
}

/** A node of the PL/pgSQL tree, such as `{ PLpgSQL_stmt_if: { lineno: 3, cond: … } }`. */
export type PlpgsqlNode = AstNode;

/** True for an object of the tree, false for lists, scalars and nothing. */
export function isAstNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The objects of a list field; a missing field is an empty list. */
export function nodeList(value: AstValue): readonly AstNode[] {
  return Array.isArray(value) ? value.filter(isAstNode) : [];
}
