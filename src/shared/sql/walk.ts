import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";

/** Kinds of the fields whose type the grammar fixes, so that libpg_query prints no kind with them. */
const FIELD_KINDS: Readonly<Record<string, string>> = {
  alias: "Alias",
  authrole: "RoleSpec",
  base: "CreateStmt",
  bound: "PartitionBoundSpec",
  boolval: "Boolean",
  bsval: "BitString",
  collClause: "CollateClause",
  constrrel: "RangeVar",
  context_item: "JsonValueExpr",
  cycle_clause: "CTECycleClause",
  datatype: "TypeName",
  fromsql: "ObjectWithArgs",
  func: "ObjectWithArgs",
  funccall: "FuncCall",
  fval: "Float",
  grantor: "RoleSpec",
  identitySequence: "RangeVar",
  infer: "InferClause",
  into: "IntoClause",
  intoClause: "IntoClause",
  ival: "Integer",
  join_using_alias: "Alias",
  larg: "SelectStmt",
  newowner: "RoleSpec",
  newrole: "RoleSpec",
  ofTypename: "TypeName",
  onConflictClause: "OnConflictClause",
  opername: "ObjectWithArgs",
  over: "WindowDef",
  owner: "RoleSpec",
  partbound: "PartitionBoundSpec",
  partspec: "PartitionSpec",
  pktable: "RangeVar",
  pubtable: "PublicationTable",
  rarg: "SelectStmt",
  rel: "RangeVar",
  relation: "RangeVar",
  returnType: "TypeName",
  argType: "TypeName",
  returningClause: "ReturningClause",
  role: "RoleSpec",
  search_clause: "CTESearchClause",
  sequence: "RangeVar",
  setstmt: "VariableSetStmt",
  sourcetype: "TypeName",
  storedtype: "TypeName",
  sval: "String",
  table: "RangeVar",
  targettype: "TypeName",
  tosql: "ObjectWithArgs",
  typeName: "TypeName",
  type_name: "TypeName",
  typevar: "RangeVar",
  user: "RoleSpec",
  view: "RangeVar",
  withClause: "WithClause",
};

/** The same by field and kind, where the field means something else elsewhere. */
const KIND_FIELD_KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  action: { AlterDefaultPrivilegesStmt: "GrantStmt" },
  name: { CreateOpClassItem: "ObjectWithArgs", PartitionCmd: "RangeVar" },
  val: { PLAssignStmt: "SelectStmt" },
};

/** The kind of the node in a field that libpg_query prints without one; empty where it prints the kind. */
export function fieldKind(kind: string, field: string): string {
  return FIELD_KINDS[field] ?? KIND_FIELD_KINDS[field]?.[kind] ?? "";
}

/** An ancestor of a visited node. */
export interface WalkParent {
  readonly kind: string;
  readonly node: AstNode;
  /** Field of this ancestor that leads to the visited node. */
  readonly field: string;
}

/**
 * Called before the children of a node, from the root down. `node` holds the fields; return false to skip the children.
 * The list of parents, root first, is only valid during the call.
 */
export type Visitor = (kind: string, node: AstNode, parents: readonly WalkParent[]) => unknown;

/** Visits a wrapped node (`{ SelectStmt: {…} }`) or a list of them, in the order of the text's grammar. */
export function walk(root: AstValue, visitor: Visitor): void {
  const parents: WalkParent[] = [];
  const enter = (kind: string, node: AstNode): void => {
    if (visitor(kind, node, parents) === false) return;
    for (const field in node) {
      const value = node[field];
      if (typeof value !== "object" || value === null) continue;
      parents.push({ kind, node, field });
      descend(value, fieldKind(kind, field));
      parents.pop();
    }
  };
  const descend = (value: AstValue, fixedKind: string): void => {
    if (Array.isArray(value)) {
      for (const item of value as readonly AstValue[]) descend(item, fixedKind);
    } else if (isAstNode(value)) {
      const kind = wrappedKind(value);
      if (kind !== undefined) enter(kind, value[kind] as AstNode);
      else enter(fixedKind, value);
    }
  };
  descend(root, "");
}

/** The kind a wrapped node names, or nothing for the fields of a node. */
export function wrappedKind(node: AstNode): string | undefined {
  for (const key in node) {
    // Kinds begin with a capital (`PLpgSQL_var` too), fields never do.
    const first = key.charCodeAt(0);
    return first >= 65 && first <= 90 && isAstNode(node[key]) ? key : undefined;
  }
  return undefined;
}

/** True for a wrapped node of this kind. */
export function isNode<Kind extends string>(
  node: AstValue,
  kind: Kind,
): node is AstNode & { readonly [Key in Kind]: AstNode } {
  return isAstNode(node) && isAstNode(node[kind]);
}

/** The fields of a node given wrapped or as its fields; nothing when it is wrapped in another kind. */
export function fieldsOf(node: AstValue, kind: string): AstNode | undefined {
  if (isNode(node, kind)) return node[kind];
  return isAstNode(node) && wrappedKind(node) === undefined ? node : undefined;
}

/** A name with its schema, where the text gives one. */
export interface QualifiedName {
  readonly schema?: string;
  readonly name: string;
}

/** The strings of a list of String nodes; a `*` is "*". */
export function nameParts(value: AstValue): readonly string[] {
  const parts: string[] = [];
  if (!Array.isArray(value)) return parts;
  for (const item of value as readonly AstValue[]) {
    if (isNode(item, "String")) parts.push(textOf(item.String.sval));
    else if (isNode(item, "A_Star")) parts.push("*");
  }
  return parts;
}

/** Zero values are left out of the JSON: an empty string is a missing field. */
function textOf(value: AstValue): string {
  return typeof value === "string" ? value : "";
}

/** The last two parts of a name. */
export function qualifiedName(parts: readonly string[]): QualifiedName {
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2);
  return schema === undefined ? { name } : { schema, name };
}

/** The name of the called function. */
export function funcName(funcCall: AstNode): QualifiedName {
  return qualifiedName(nameParts(fieldsOf(funcCall, "FuncCall")?.funcname));
}

/** The relation a RangeVar names. */
export function relationName(rangeVar: AstNode): QualifiedName {
  const fields = fieldsOf(rangeVar, "RangeVar");
  const name = textOf(fields?.relname);
  return typeof fields?.schemaname === "string" ? { schema: fields.schemaname, name } : { name };
}

/** Names of a column reference, e.g. `["old", "id"]`; empty for anything else. */
export function columnRefParts(node: AstValue): readonly string[] {
  const fields = fieldsOf(node, "ColumnRef");
  return fields ? nameParts(fields.fields) : [];
}

/** A constant's value, casts looked through; null for NULL, nothing for anything that is not a constant. */
export function constValue(node: AstValue): string | number | boolean | null | undefined {
  if (isNode(node, "TypeCast")) return constValue(node.TypeCast.arg);
  const fields = isNode(node, "A_Const") ? node.A_Const : undefined;
  if (!fields) return undefined;
  if (fields.isnull === true) return null;
  if (isAstNode(fields.ival)) return typeof fields.ival.ival === "number" ? fields.ival.ival : 0;
  if (isAstNode(fields.fval)) return Number(textOf(fields.fval.fval));
  if (isAstNode(fields.boolval)) return fields.boolval.boolval === true;
  if (isAstNode(fields.sval)) return textOf(fields.sval.sval);
  if (isAstNode(fields.bsval)) return textOf(fields.bsval.bsval);
  return undefined;
}

/** A string constant's text, casts looked through. */
export function stringConst(node: AstValue): string | undefined {
  const value = constValue(node);
  return typeof value === "string" ? value : undefined;
}

/** A type as the text names it; built-in names are as the grammar has them (`int4` for `integer`, schema pg_catalog). */
export interface TypeReference extends QualifiedName {
  /** Whole-number modifiers, e.g. `[384]` of `vector(384)`. */
  readonly typmods: readonly number[];
  readonly arrayDims: number;
  readonly setof: boolean;
}

/** Reads a TypeName. */
export function typeName(node: AstNode): TypeReference {
  const fields = fieldsOf(node, "TypeName") ?? {};
  return {
    ...qualifiedName(nameParts(fields.names)),
    typmods: nodeList(fields.typmods).flatMap((item) => {
      const value = constValue(item);
      return typeof value === "number" ? [value] : [];
    }),
    arrayDims: nodeList(fields.arrayBounds).length,
    setof: fields.setof === true,
  };
}
