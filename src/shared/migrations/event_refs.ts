import { globalRef, type ObjectRef, schemaObjectRef, tableObjectRef } from "../catalog/identity.ts";
import type { AstNode, AstValue } from "../sql/ast.ts";
import { nodeList } from "../sql/ast.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { fieldsOf, isNode, nameParts, type QualifiedName, qualifiedName, relationName } from "../sql/walk.ts";
import type { ObjectEvent } from "./reading.ts";
import { inputParameters, signatureType } from "./type_names.ts";

/** Kinds that lie in a schema and are known by a name alone. */
export type PlainKind = "relation" | "index" | "type" | "sequence";

/** Names objects by what a statement's text and the path say of them. */
export interface Namer {
  /** Schema into which a new object without one is put. */
  readonly creationSchema: string;
}

/** A name with the schema it gets where the text gives none. */
export interface PlacedName {
  readonly schema: string;
  readonly name: string;
  readonly unqualified: boolean;
}

/** Puts a name into its schema. */
export function placed({ creationSchema }: Namer, name: QualifiedName): PlacedName {
  return {
    schema: name.schema ?? creationSchema,
    name: name.name,
    unqualified: name.schema === undefined,
  };
}

/** The relation that a RangeVar names, in its schema. */
export function placedRelation(namer: Namer, rangeVar: AstValue): PlacedName {
  const fields = fieldsOf(rangeVar, "RangeVar") ?? {};
  if (fields.relpersistence === "t")
    return { schema: "pg_temp", name: relationName(fields).name, unqualified: false };
  return placed(namer, relationName(fields));
}

/** A list of names, such as that of `drop table a.b`, in its schema. */
export function placedList(namer: Namer, value: AstValue): PlacedName {
  return placed(namer, qualifiedName(listNames(value)));
}

/** The names of a list or of a type's name. */
export function listNames(value: AstValue): readonly string[] {
  if (isNode(value, "List")) return nameParts(value.List.items);
  if (isNode(value, "TypeName")) return nameParts(value.TypeName.names);
  if (isNode(value, "String")) return [String(value.String.sval ?? "")];
  return nameParts(value);
}

/** An object that lies in a schema. */
export function plainRef(kind: PlainKind, name: PlacedName): ObjectRef {
  return schemaObjectRef(kind, name);
}

/** An object of a table: policy, trigger, constraint. */
export function partRef(
  kind: "policy" | "trigger" | "constraint",
  name: string,
  table: PlacedName,
): ObjectRef {
  return tableObjectRef(kind, name, table);
}

/** A column of a table. */
export function columnOf(table: PlacedName, column: string): ObjectRef {
  return {
    kind: "column",
    schema: table.schema,
    name: column,
    table: table.name,
    identity: `${qualify(table.schema, table.name)}.${quoteIdent(column)}`,
  };
}

/** A routine by its input types; without them, as `drop function f` names it, by its name alone. */
export function routineOf(name: PlacedName, inputs: readonly string[] | undefined): ObjectRef {
  const qualified = qualify(name.schema, name.name);
  if (inputs === undefined) {
    return { kind: "routine", schema: name.schema, name: name.name, identity: qualified };
  }
  const signature = `${qualified}(${inputs.join(",")})`;
  return { kind: "routine", schema: name.schema, name: name.name, signature, identity: signature };
}

/** A routine as a command that is not its creation names it, with its input types where they are given. */
export function routineWithArgs(
  namer: Namer,
  value: AstValue,
): { readonly name: PlacedName; readonly inputs: readonly string[] | undefined } {
  const fields = fieldsOf(value, "ObjectWithArgs") ?? {};
  const name = placed(namer, qualifiedName(nameParts(fields.objname)));
  if (fields.args_unspecified === true) return { name, inputs: undefined };
  const parameters = nodeList(fields.objfuncargs);
  const inputs =
    parameters.length > 0
      ? inputParameters(fields.objfuncargs).map((parameter) => signatureType(parameter.argType))
      : nodeList(fields.objargs).map(signatureType);
  return { name, inputs };
}

/** Objects that lie in no schema. */
export function globalOf(kind: "role" | "extension" | "schema" | "publication", name: string): ObjectRef {
  return globalRef(kind, name);
}

type Flags = Partial<Omit<ObjectEvent, "event" | "ref">>;

/** An event, with the flags that are not said left at what they are mostly. */
export function eventOf(event: ObjectEvent["event"], ref: ObjectRef, flags: Flags = {}): ObjectEvent {
  return { event, ref, unqualified: false, ifNotExists: false, ifExists: false, ...flags };
}

/** The options of a command by name. */
export function optionsOf(value: AstValue): ReadonlyMap<string, AstValue> {
  return new Map(
    nodeList(value).flatMap((item) =>
      isNode(item, "DefElem") ? [[String(item.DefElem.defname), item.DefElem.arg] as const] : [],
    ),
  );
}

/** A node's fields by a field name, where that field holds a bare node. */
export function inner(node: AstNode, field: string): AstNode {
  const value = node[field];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as AstNode) : {};
}

/** A text field, empty where it is missing. */
export function textField(node: AstNode, field: string): string {
  const value = node[field];
  return typeof value === "string" ? value : "";
}
