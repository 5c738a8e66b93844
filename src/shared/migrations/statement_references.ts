import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { fieldsOf, isNode, nameParts, type QualifiedName, qualifiedName } from "../sql/walk.ts";
import { inner, listNames, optionsOf, textField } from "./event_refs.ts";
import { addNamed } from "./named_reference.ts";
import type { Reference, ReferencePlace } from "./reading.ts";
import { isSystemSchema, type LookupMode, ReferenceWalk } from "./reference_walk.ts";
import { argumentsOf, listedArguments } from "./routine_call.ts";

type Reader = (walk: ReferenceWalk, node: AstNode) => void;

/** What a statement needs when it runs, by the names in its text. Bodies of routines and DO blocks are read elsewhere. */
export function readReferences(kind: string, node: AstNode, mode: LookupMode): readonly Reference[] {
  const reader = READERS[kind];
  if (reader === undefined) return [];
  const walk = new ReferenceWalk(mode);
  reader(walk, node);
  // A copy has no room to grow, which most lists of a folder would keep for nothing.
  return node.missing_ok === true ? walk.found.map(allowMissing) : walk.found.slice();
}

/** IF EXISTS forgives that the object is not there, not that what is added to it is unknown. */
function allowMissing(reference: Reference): Reference {
  return OWN_PLACES.has(reference.place) ? { ...reference, optional: true } : reference;
}

const OWN_PLACES: ReadonlySet<ReferencePlace> = new Set(["alter", "drop"]);

const QUERY: Reader = (walk, node) => walk.walk(withoutTarget(node), "query");
const DATA: Reader = (walk, node) => walk.walk(node, "data");

/** Kinds that name one relation and little else. */
function relationReader(field: string, place: ReferencePlace): Reader {
  return (walk, node) => {
    for (const item of [node[field]].flat()) {
      const relation = fieldsOf(item as AstValue, "RangeVar");
      if (relation !== undefined) walk.addRelation(relation, place);
    }
  };
}

const READERS: Readonly<Record<string, Reader>> = {
  CreateStmt: table,
  CreateForeignTableStmt: (walk, node) => table(walk, inner(node, "base")),
  CreateTableAsStmt: (walk, node) => {
    schemaOf(walk, inner(node, "into").rel);
    walk.walk(node.query, "query");
  },
  SelectStmt: QUERY,
  CallStmt: called,
  ExplainStmt: (walk, node) => walk.walk(node.query, "query"),
  InsertStmt: DATA,
  UpdateStmt: DATA,
  DeleteStmt: DATA,
  MergeStmt: DATA,
  CopyStmt: DATA,
  TruncateStmt: relationReader("relations", "data"),
  LockStmt: relationReader("relations", "query"),
  ViewStmt: (walk, node) => {
    schemaOf(walk, node.view);
    walk.walk(node.query, "view");
  },
  RuleStmt: (walk, node) => {
    relationReader("relation", "alter")(walk, node);
    walk.walk(node.actions, "query");
  },
  RefreshMatViewStmt: relationReader("relation", "query"),
  ReindexStmt: relationReader("relation", "query"),
  ClusterStmt: relationReader("relation", "query"),
  VacuumStmt: (walk, node) => walk.walk(node.rels, "query"),
  CreateStatsStmt: (walk, node) => walk.walk(node.relations, "query"),
  IndexStmt: (walk, node) => {
    relationReader("relation", "index")(walk, node);
    for (const field of ["indexParams", "indexIncludingParams", "whereClause"])
      walk.walk(node[field], "index");
  },
  CreateSeqStmt: (walk, node) => {
    schemaOf(walk, node.sequence);
    owner(walk, node);
  },
  AlterSeqStmt: (walk, node) => {
    relationReader("sequence", "alter")(walk, node);
    owner(walk, node);
  },
  CompositeTypeStmt: (walk, node) => walk.walk(node.coldeflist, "column type"),
  CreateRangeStmt: (walk, node) => {
    const subtype = optionsOf(node.params).get("subtype");
    if (subtype !== undefined) walk.walk(subtype, "column type");
  },
  CreateDomainStmt: (walk, node) => {
    if (isAstNode(node.typeName)) walk.addType(node.typeName, "column type");
    walk.walk(node.constraints, "check");
  },
  DefineStmt: defined,
  CreateTrigStmt: (walk, node) => {
    relationReader("relation", "trigger")(walk, node);
    walk.addFunction(nameParts(node.funcname), "trigger", NO_ARGUMENTS);
    walk.walk(node.whenClause, "trigger");
  },
  CreateEventTrigStmt: (walk, node) => walk.addFunction(nameParts(node.funcname), "trigger", NO_ARGUMENTS),
  CreatePolicyStmt: policy,
  AlterPolicyStmt: policy,
  AlterTableStmt: alter,
  RenameStmt: renamed,
  AlterObjectSchemaStmt: (walk, node) => {
    relationReader("relation", "alter")(walk, node);
    walk.add("schema", { name: textField(node, "newschema") }, "schema");
  },
  AlterEnumStmt: (walk, node) => typeNamed(walk, nameParts(node.typeName)),
  AlterDomainStmt: (walk, node) => {
    typeNamed(walk, nameParts(node.typeName));
    walk.walk(node.def, "check");
  },
  AlterFunctionStmt: (walk, node) => {
    const func = inner(node, "func");
    walk.addFunction(nameParts(func.objname), "alter", listedArguments(func, node.objtype));
  },
  CreateFunctionStmt: signature,
  DropStmt: dropped,
  GrantStmt: granted,
  AlterDefaultPrivilegesStmt: (walk, node) => {
    for (const name of listNames(optionsOf(node.options).get("schemas"))) {
      if (!isSystemSchema(name)) walk.add("schema", { name }, "grant");
    }
  },
  CommentStmt: commented,
  CreatePublicationStmt: published,
  AlterPublicationStmt: published,
  CreateExtensionStmt: (walk, node) => {
    const schema = optionsOf(node.options).get("schema");
    if (isNode(schema, "String")) walk.add("schema", { name: textField(schema.String, "sval") }, "extension");
  },
  AlterExtensionStmt: (walk, node) =>
    walk.add("extension", { name: textField(node, "extname") }, "extension"),
  CreateSchemaStmt: (walk, node) => {
    for (const element of nodeList(node.schemaElts)) {
      const [kind = ""] = Object.keys(element);
      const fields = fieldsOf(element, kind);
      if (fields !== undefined) READERS[kind]?.(walk, fields);
    }
  },
};

/** A trigger calls its function without arguments. */
const NO_ARGUMENTS = { count: 0 } as const;

function called(walk: ReferenceWalk, node: AstNode): void {
  const call = fieldsOf(node.funccall, "FuncCall") ?? {};
  const passed = argumentsOf(call);
  walk.addFunction(nameParts(call.funcname), "query", passed && { ...passed, form: "call" });
  walk.walk(call.args, "query");
}

function withoutTarget(node: AstNode): AstValue {
  return { SelectStmt: node };
}

/** A new object needs its schema. */
function schemaOf(walk: ReferenceWalk, rangeVar: AstValue): void {
  const schema = fieldsOf(rangeVar, "RangeVar")?.schemaname;
  if (typeof schema === "string" && !isSystemSchema(schema)) walk.add("schema", { name: schema }, "schema");
}

function schemaOfName(walk: ReferenceWalk, { schema }: QualifiedName): void {
  if (schema !== undefined && !isSystemSchema(schema)) walk.add("schema", { name: schema }, "schema");
}

function table(walk: ReferenceWalk, node: AstNode): void {
  schemaOf(walk, node.relation);
  for (const parent of nodeList(node.inhRelations)) {
    const relation = fieldsOf(parent, "RangeVar");
    if (relation !== undefined) walk.addRelation(relation, "inheritance");
  }
  if (isAstNode(node.ofTypename)) walk.addType(node.ofTypename, "column type");
  walk.walk(node.tableElts, "column type");
  walk.walk(node.constraints, "check");
}

function alter(walk: ReferenceWalk, node: AstNode): void {
  // The index of a constraint has a name that no statement gives.
  if (node.objtype === "OBJECT_INDEX") return;
  relationReader("relation", "alter")(walk, node);
  for (const item of nodeList(node.cmds)) {
    const command = fieldsOf(item, "AlterTableCmd");
    const def = command?.def;
    if (def === undefined) continue;
    if (isNode(def, "PartitionCmd")) {
      const partition = fieldsOf(def.PartitionCmd.name, "RangeVar");
      if (partition !== undefined) walk.addRelation(partition, "inheritance");
    } else if (isNode(def, "RangeVar")) walk.addRelation(def.RangeVar, "inheritance");
    else walk.walk(def, command?.subtype === "AT_ColumnDefault" ? "default" : "alter");
  }
}

function renamed(walk: ReferenceWalk, node: AstNode): void {
  if (node.relation !== undefined) {
    if (node.renameType !== "OBJECT_INDEX") relationReader("relation", "alter")(walk, node);
  } else addNamed(walk, node.object, { type: String(node.renameType), place: "alter" });
}

/** `owned by none` or the column of a table. */
function owner(walk: ReferenceWalk, node: AstNode): void {
  const names = listNames(optionsOf(node.options).get("owned_by"));
  if (names.length >= 2) walk.add("table", qualifiedName(names.slice(0, -1)), "alter");
}

function policy(walk: ReferenceWalk, node: AstNode): void {
  relationReader("table", "policy")(walk, node);
  walk.walk(node.qual, "policy");
  walk.walk(node.with_check, "policy");
}

function typeNamed(walk: ReferenceWalk, parts: readonly string[]): void {
  const name = qualifiedName(parts);
  if (!isSystemSchema(name.schema)) walk.add("type", name, "alter");
}

/** The types of a routine's signature and the defaults of its arguments; the body is read with its language. */
function signature(walk: ReferenceWalk, node: AstNode): void {
  schemaOfName(walk, qualifiedName(nameParts(node.funcname)));
  for (const item of nodeList(node.parameters)) {
    const parameter = fieldsOf(item, "FunctionParameter") ?? {};
    if (isAstNode(parameter.argType)) walk.addType(parameter.argType, "argument type");
    walk.walk(parameter.defexpr, "default");
  }
  if (isAstNode(node.returnType)) walk.addType(node.returnType, "argument type");
}

function defined(walk: ReferenceWalk, node: AstNode): void {
  if (node.kind !== "OBJECT_AGGREGATE" && node.kind !== "OBJECT_OPERATOR") return;
  for (const item of nodeList(node.definition)) {
    const option = fieldsOf(item, "DefElem") ?? {};
    const names = listNames(option.arg);
    if (/^(?:sfunc|finalfunc|combinefunc|function|procedure|restrict|join)$/.test(String(option.defname))) {
      walk.addFunction(names, "alter");
    } else if (option.defname === "stype" && isNode(option.arg, "TypeName")) {
      walk.addType(option.arg.TypeName, "argument type");
    }
  }
}

function dropped(walk: ReferenceWalk, node: AstNode): void {
  // What is dropped need not be there where IF EXISTS stands; a policy's or trigger's table then need not be either.
  for (const item of nodeList(node.objects)) {
    addNamed(walk, item, { type: String(node.removeType), place: "drop" });
  }
}

function granted(walk: ReferenceWalk, node: AstNode): void {
  const isSchema = node.targtype === "ACL_TARGET_ALL_IN_SCHEMA";
  for (const item of nodeList(node.objects)) {
    addNamed(walk, item, { type: isSchema ? "OBJECT_SCHEMA" : String(node.objtype), place: "grant" });
  }
}

function commented(walk: ReferenceWalk, node: AstNode): void {
  addNamed(walk, node.object, { type: String(node.objtype), place: "comment" });
}

function published(walk: ReferenceWalk, node: AstNode): void {
  for (const item of nodeList(node.pubobjects)) {
    const spec = fieldsOf(item, "PublicationObjSpec") ?? {};
    const relation = fieldsOf(inner(spec, "pubtable").relation, "RangeVar");
    if (relation !== undefined) walk.addRelation(relation, "publication");
    else if (spec.pubobjtype === "PUBLICATIONOBJ_TABLES_IN_SCHEMA") {
      walk.add("schema", { name: textField(spec, "name") }, "publication");
    }
  }
}
