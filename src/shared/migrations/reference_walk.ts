import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { isCatalogFunction, isCatalogType } from "../sql/pg_catalog_names.ts";
import { readRegclass } from "../sql/regclass_text.ts";
import {
  fieldKind,
  isNode,
  nameParts,
  type QualifiedName,
  qualifiedName,
  relationName,
  stringConst,
  wrappedKind,
} from "../sql/walk.ts";
import type { Reference, ReferenceKind, ReferencePlace } from "./reading.ts";
import { argumentsOf, type PassedArguments } from "./routine_call.ts";

/** How the references of a walk are looked up. */
export type LookupMode = Pick<Reference, "deferred" | "optional" | "searchPath">;

const SEQUENCE_FUNCTIONS: ReadonlySet<string> = new Set(["currval", "nextval", "setval"]);

/** Kinds below which no name of an object stands. */
const LEAVES: ReadonlySet<string> = new Set([
  "A_Const",
  "Alias",
  "ColumnRef",
  // The grammar reads the word of an option, such as `security_invoker = off`, as the name of a type.
  "DefElem",
  // FOR UPDATE OF names items of the query.
  "LockingClause",
  "ParamRef",
  "RoleSpec",
  "String",
]);

/** Fields that hold the name of what is made. */
const MADE_FIELDS: ReadonlySet<string> = new Set(["IntoClause.rel"]);

/** Collects what a tree refers to, each thing once for each place. */
export class ReferenceWalk {
  readonly found: Reference[] = [];
  readonly #seen = new Set<string>();
  readonly #mode: LookupMode;
  /** Names of WITH queries, which hide relations of their names in the whole statement. */
  readonly #withNames = new Set<string>();

  constructor(mode: LookupMode) {
    this.#mode = mode;
  }

  /** Adds one reference. */
  add(kind: ReferenceKind, name: QualifiedName, place: ReferencePlace): void {
    if (name.name === "") return;
    const key = `${kind}\u0000${place}\u0000${name.schema ?? ""}\u0000${name.name}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.found.push({ kind, place, ...name, ...this.#mode });
  }

  /** Adds a relation, unless it is a WITH query or lies in another database. */
  addRelation(rangeVar: AstNode, place: ReferencePlace): void {
    const name = relationName(rangeVar);
    if (rangeVar.catalogname !== undefined || rangeVar.relpersistence === "t") return;
    if (name.schema === undefined && this.#withNames.has(name.name)) return;
    if (isSystemSchema(name.schema) || (name.schema === undefined && /^pg_/.test(name.name))) return;
    this.add("table", name, place);
  }

  /** Adds a function, unless pg_catalog has one of its name. */
  addFunction(parts: readonly string[], place: ReferencePlace, passed?: PassedArguments): void {
    const name = qualifiedName(parts);
    if (parts.length > 2 || name.name === "" || isSystemSchema(name.schema)) return;
    if (name.schema === undefined && isCatalogFunction(name.name)) return;
    const key = `function\u0000${place}\u0000${name.schema ?? ""}\u0000${name.name}\u0000${passedKey(passed)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.found.push({ kind: "function", place, ...name, ...this.#mode, ...(passed && { passed }) });
  }

  /** Adds a type, or the table whose column `%type` takes it from. */
  addType(type: AstNode, place: ReferencePlace): void {
    const parts = nameParts(type.names);
    if (type.pct_type === true) {
      const table = qualifiedName(parts.slice(0, -1));
      if (!isSystemSchema(table.schema)) this.add("table", table, place);
      return;
    }
    const name = qualifiedName(parts);
    if (isSystemSchema(name.schema) || (name.schema === undefined && isCatalogType(name.name))) return;
    this.add("type", name, place);
  }

  /** Walks a tree; `place` holds for what stands in no telling part of it. */
  walk(value: AstValue, place: ReferencePlace): void {
    this.#withNamesOf(value);
    this.#descend(value, "", place);
  }

  /** WITH names are collected first: a query may stand before the clause in the order of the tree's fields. */
  #withNamesOf(value: AstValue): void {
    if (!isAstNode(value)) return;
    const kind = wrappedKind(value);
    const node = kind === undefined ? value : (value[kind] as AstNode);
    if (isAstNode(node.withClause)) this.#addWith(node.withClause);
  }

  #addWith(clause: AstNode): void {
    for (const item of nodeList(clause.ctes)) {
      if (isNode(item, "CommonTableExpr")) this.#withNames.add(String(item.CommonTableExpr.ctename));
    }
  }

  #descend(value: AstValue, fixedKind: string, place: ReferencePlace): void {
    if (Array.isArray(value)) {
      for (const item of value as readonly AstValue[]) this.#descend(item, fixedKind, place);
      return;
    }
    if (!isAstNode(value)) return;
    const kind = wrappedKind(value);
    if (kind === undefined) this.#enter(fixedKind, value, place);
    else this.#enter(kind, value[kind] as AstNode, place);
  }

  #enter(kind: string, node: AstNode, place: ReferencePlace): void {
    if (LEAVES.has(kind)) return;
    switch (kind) {
      case "RangeVar":
        this.addRelation(node, place);
        return;
      case "TypeName":
        this.addType(node, place);
        return;
      case "FuncCall":
        this.#call(node, place);
        break;
      case "TypeCast":
        this.#regclass(node, place);
        break;
      case "ColumnDef":
        this.#column(node, place);
        return;
      case "Constraint":
        this.#constraint(node, place);
        return;
      case "IndexElem":
        this.#indexElement(node, place);
        return;
      case "TableLikeClause":
        if (isAstNode(node.relation)) this.addRelation(node.relation, "inheritance");
        return;
      case "SelectStmt":
      case "InsertStmt":
      case "UpdateStmt":
      case "DeleteStmt":
      case "MergeStmt":
        if (isAstNode(node.withClause)) this.#addWith(node.withClause);
        break;
      default:
    }
    this.#fields(kind, node, place);
  }

  #fields(kind: string, node: AstNode, place: ReferencePlace): void {
    for (const field in node) {
      const value = node[field];
      if (typeof value !== "object" || value === null) continue;
      if (MADE_FIELDS.has(`${kind}.${field}`)) continue;
      this.#descend(value, fieldKind(kind, field), place);
    }
  }

  #call(node: AstNode, place: ReferencePlace): void {
    const parts = nameParts(node.funcname);
    const name = parts.at(-1) ?? "";
    const plain = parts.length === 1 || parts[0] === "pg_catalog";
    if (plain && SEQUENCE_FUNCTIONS.has(name)) {
      const sequence = readRegclass(stringConst(nodeList(node.args)[0]) ?? "");
      if (sequence !== undefined && !isSystemSchema(sequence.schema)) this.add("table", sequence, place);
    }
    this.addFunction(parts, place, argumentsOf(node));
  }

  /** `'public.orders'::regclass` names a relation as much as a FROM clause does. */
  #regclass(node: AstNode, place: ReferencePlace): void {
    if (!isAstNode(node.typeName) || nameParts(node.typeName.names).at(-1) !== "regclass") return;
    const text = isNode(node.arg, "A_Const") ? stringConst(node.arg) : undefined;
    const relation = text === undefined ? undefined : readRegclass(text);
    if (relation === undefined || isSystemSchema(relation.schema)) return;
    if (relation.schema === undefined && /^pg_/.test(relation.name)) return;
    this.add("table", relation, place);
  }

  #column(node: AstNode, place: ReferencePlace): void {
    if (isAstNode(node.typeName)) this.addType(node.typeName, "column type");
    // The expression of USING, and the default of columns that a dump writes.
    this.#descend(node.raw_default, "", place === "alter" ? "alter" : "default");
    this.#descend(node.constraints, "", place);
  }

  #constraint(node: AstNode, place: ReferencePlace): void {
    if (isAstNode(node.pktable)) this.addRelation(node.pktable, "foreign key");
    const isDefault = node.contype === "CONSTR_DEFAULT" || node.contype === "CONSTR_GENERATED";
    this.#descend(node.raw_expr, "", isDefault ? "default" : "check");
    this.#descend(node.where_clause, "", "check");
    this.#descend(node.exclusions, "", place);
  }

  #indexElement(node: AstNode, place: ReferencePlace): void {
    const opclass = nameParts(node.opclass);
    if (opclass.length > 0) this.add("opclass", qualifiedName(opclass), "operator class");
    this.#descend(node.expr, "", place);
  }
}

/** What tells calls of one name apart. */
export function passedKey(passed: PassedArguments | undefined): string {
  return passed === undefined ? "" : `${passed.count} ${passed.form ?? ""} ${passed.named?.join() ?? ""}`;
}

/** Whether what lies in the schema is the server's own. */
export function isSystemSchema(schema: string | undefined): boolean {
  return schema !== undefined && (schema === "information_schema" || schema.startsWith("pg_"));
}
