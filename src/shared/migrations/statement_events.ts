import type { AstNode, AstValue } from "../sql/ast.ts";
import { nodeList } from "../sql/ast.ts";
import { fieldsOf, isNode, nameParts, qualifiedName } from "../sql/walk.ts";
import { alterEvents, renameEvents, schemaChangeEvents } from "./alter_events.ts";
import {
  eventOf,
  globalOf,
  inner,
  listNames,
  type Namer,
  partRef,
  placed,
  placedList,
  placedRelation,
  plainRef,
  routineOf,
  routineWithArgs,
  textField,
} from "./event_refs.ts";
import type { ObjectEvent } from "./reading.ts";
import { tableEvents } from "./table_events.ts";
import { inputParameters, signatureType } from "./type_names.ts";

type Reader = (node: AstNode, namer: Namer) => readonly ObjectEvent[];

/** What a statement does to objects, by the names in its text. What DO blocks do is read elsewhere. */
export function readEvents(kind: string, node: AstNode, namer: Namer): readonly ObjectEvent[] {
  return READERS[kind]?.(node, namer) ?? [];
}

const READERS: Readonly<Record<string, Reader>> = {
  CreateStmt: tableEvents,
  CreateForeignTableStmt: (node, namer) => tableEvents(inner(node, "base"), namer),
  CreateTableAsStmt: (node, namer) => {
    const { rel, onCommit } = inner(node, "into");
    const name = placedRelation(namer, rel);
    const fleeting = onCommit === "ONCOMMIT_DROP" ? { fleeting: true as const } : {};
    return [made(plainRef("relation", name), node, { unqualified: name.unqualified, ...fleeting })];
  },
  SelectStmt: (node, namer) => {
    if (node.intoClause === undefined) return [];
    const name = placedRelation(namer, inner(node, "intoClause").rel);
    return [made(plainRef("relation", name), node, { unqualified: name.unqualified })];
  },
  ViewStmt: (node, namer) => {
    const name = placedRelation(namer, node.view);
    return [madeOrReplaced(plainRef("relation", name), node, name.unqualified)];
  },
  CreateSeqStmt: (node, namer) => {
    const name = placedRelation(namer, node.sequence);
    return [made(plainRef("sequence", name), node, { unqualified: name.unqualified })];
  },
  CompositeTypeStmt: (node, namer) => typeMade(placedRelation(namer, node.typevar)),
  CreateEnumStmt: (node, namer) => typeMade(placedList(namer, node.typeName)),
  CreateRangeStmt: (node, namer) => typeMade(placedList(namer, node.typeName)),
  CreateDomainStmt: (node, namer) => typeMade(placedList(namer, node.domainname)),
  DefineStmt: definedEvents,
  IndexStmt: indexEvents,
  CreateFunctionStmt: routineEvents,
  CreateTrigStmt: (node, namer) => {
    const table = placedRelation(namer, node.relation);
    return [madeOrReplaced(partRef("trigger", textField(node, "trigname"), table), node, table.unqualified)];
  },
  CreateEventTrigStmt: (node) => {
    const name = textField(node, "trigname");
    return [eventOf("create", { kind: "trigger", name, identity: name })];
  },
  CreatePolicyStmt: (node, namer) => {
    const table = placedRelation(namer, node.table);
    const ref = partRef("policy", textField(node, "policy_name"), table);
    return [eventOf("create", ref, { unqualified: table.unqualified })];
  },
  AlterPolicyStmt: (node, namer) => {
    const table = placedRelation(namer, node.table);
    const ref = partRef("policy", textField(node, "policy_name"), table);
    return [eventOf("alter", ref, { unqualified: table.unqualified })];
  },
  CreateSchemaStmt: schemaEvents,
  CreateExtensionStmt: (node) => [made(globalOf("extension", textField(node, "extname")), node)],
  AlterExtensionStmt: (node) => [eventOf("alter", globalOf("extension", textField(node, "extname")))],
  CreateRoleStmt: (node) => [eventOf("create", globalOf("role", textField(node, "role")))],
  DropRoleStmt: (node) =>
    nodeList(node.roles).map((role) =>
      eventOf("drop", globalOf("role", textField(fieldsOf(role, "RoleSpec") ?? {}, "rolename")), {
        ifExists: node.missing_ok === true,
      }),
    ),
  CreatePublicationStmt: (node) => [eventOf("create", globalOf("publication", textField(node, "pubname")))],
  AlterPublicationStmt: (node) => [eventOf("alter", globalOf("publication", textField(node, "pubname")))],
  AlterTableStmt: alterEvents,
  AlterSeqStmt: (node, namer) => {
    const name = placedRelation(namer, node.sequence);
    const flags = { unqualified: name.unqualified, ifExists: node.missing_ok === true };
    return [eventOf("alter", plainRef("sequence", name), flags)];
  },
  AlterEnumStmt: (node, namer) => typeAltered(placedList(namer, node.typeName)),
  AlterDomainStmt: (node, namer) => typeAltered(placedList(namer, node.typeName)),
  AlterTypeStmt: (node, namer) => typeAltered(placedList(namer, node.typeName)),
  AlterFunctionStmt: (node, namer) => {
    const { name, inputs } = routineWithArgs(namer, node.func);
    return [eventOf("alter", routineOf(name, inputs), { unqualified: name.unqualified, ...given(inputs) })];
  },
  RenameStmt: renameEvents,
  AlterObjectSchemaStmt: schemaChangeEvents,
  DropStmt: dropEvents,
  InsertStmt: dataEvents,
  UpdateStmt: dataEvents,
  DeleteStmt: dataEvents,
  MergeStmt: dataEvents,
  CopyStmt: (node, namer) => (node.is_from === true ? dataEvents(node, namer) : []),
  TruncateStmt: (node, namer) =>
    nodeList(node.relations).map((relation) => {
      const name = placedRelation(namer, relation);
      return eventOf("data", plainRef("relation", name), { unqualified: name.unqualified });
    }),
};

function made(
  ref: ObjectEvent["ref"],
  node: AstNode,
  flags: Pick<Partial<ObjectEvent>, "unqualified" | "fleeting"> = {},
): ObjectEvent {
  const temporary = ref.schema === "pg_temp" ? { temporary: true as const } : {};
  return eventOf("create", ref, { ifNotExists: node.if_not_exists === true, ...temporary, ...flags });
}

function madeOrReplaced(ref: ObjectEvent["ref"], node: AstNode, unqualified: boolean): ObjectEvent {
  const temporary = ref.schema === "pg_temp" ? { temporary: true as const } : {};
  return eventOf(node.replace === true ? "replace" : "create", ref, { unqualified, ...temporary });
}

function typeMade(name: ReturnType<typeof placedList>): readonly ObjectEvent[] {
  return [eventOf("create", plainRef("type", name), { unqualified: name.unqualified })];
}

function typeAltered(name: ReturnType<typeof placedList>): readonly ObjectEvent[] {
  return [eventOf("alter", plainRef("type", name), { unqualified: name.unqualified })];
}

function given(inputs: readonly string[] | undefined): { readonly inputs?: readonly string[] } {
  return inputs === undefined ? {} : { inputs };
}

function definedEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const name = placedList(namer, node.defnames);
  if (node.kind === "OBJECT_TYPE") return typeMade(name);
  if (node.kind !== "OBJECT_AGGREGATE") return [];
  const [list] = nodeList(node.args);
  const parameters = isNode(list, "List") ? list.List.items : [];
  const inputs = inputParameters(parameters).map((parameter) => signatureType(parameter.argType));
  const event = node.replace === true ? "replace" : "create";
  return [eventOf(event, routineOf(name, inputs), { unqualified: name.unqualified, inputs })];
}

function routineEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const name = placed(namer, qualifiedName(nameParts(node.funcname)));
  const inputs = inputParameters(node.parameters).map((parameter) => signatureType(parameter.argType));
  const event = node.replace === true ? "replace" : "create";
  return [eventOf(event, routineOf(name, inputs), { unqualified: name.unqualified, inputs })];
}

/** An index lies in the schema of its table, whatever the path says. */
function indexEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const table = placedRelation(namer, node.relation);
  const name = textField(node, "idxname");
  // Postgres chooses a free name, so that it can collide with nothing.
  if (name === "") return [eventOf("alter", plainRef("relation", table), { unqualified: table.unqualified })];
  const ref = { ...plainRef("index", { ...table, name }), table: table.name };
  return [made(ref, node, { unqualified: table.unqualified })];
}

function schemaEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const name = textField(node, "schemaname") || textField(inner(node, "authrole"), "rolename");
  const within: Namer = { ...namer, creationSchema: name };
  const elements = nodeList(node.schemaElts).flatMap((element) => {
    const [kind = ""] = Object.keys(element);
    const fields = fieldsOf(element, kind);
    return fields === undefined ? [] : readEvents(kind, fields, within);
  });
  return [made(globalOf("schema", name), node), ...elements];
}

function dataEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const name = placedRelation(namer, node.relation);
  return [eventOf("data", plainRef("relation", name), { unqualified: name.unqualified })];
}

const RELATIONS: ReadonlySet<AstValue> = new Set([
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_FOREIGN_TABLE",
]);
const ROUTINES: ReadonlySet<AstValue> = new Set([
  "OBJECT_FUNCTION",
  "OBJECT_PROCEDURE",
  "OBJECT_ROUTINE",
  "OBJECT_AGGREGATE",
]);

function dropEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const flags = {
    ifExists: node.missing_ok === true,
    ...(node.behavior === "DROP_CASCADE" ? { cascade: true as const } : {}),
  };
  const type = node.removeType;
  return nodeList(node.objects).flatMap((item) => {
    if (ROUTINES.has(type)) {
      const { name, inputs } = routineWithArgs(namer, item);
      const own = { ...flags, unqualified: name.unqualified, ...given(inputs) };
      return [eventOf("drop", routineOf(name, inputs), own)];
    }
    const names = listNames(item);
    if (type === "OBJECT_SCHEMA") return [eventOf("drop", globalOf("schema", names[0] ?? ""), flags)];
    if (type === "OBJECT_EXTENSION") return [eventOf("drop", globalOf("extension", names[0] ?? ""), flags)];
    if (type === "OBJECT_PUBLICATION") {
      return [eventOf("drop", globalOf("publication", names[0] ?? ""), flags)];
    }
    if (type === "OBJECT_EVENT_TRIGGER") {
      const [name = ""] = names;
      return [eventOf("drop", { kind: "trigger", name, identity: name }, flags)];
    }
    if (type === "OBJECT_POLICY" || type === "OBJECT_TRIGGER") {
      const table = placed(namer, qualifiedName(names.slice(0, -1)));
      const kind = type === "OBJECT_POLICY" ? "policy" : "trigger";
      const own = { ...flags, unqualified: table.unqualified };
      return [eventOf("drop", partRef(kind, names.at(-1) ?? "", table), own)];
    }
    const name = placed(namer, qualifiedName(names));
    const own = { ...flags, unqualified: name.unqualified };
    if (RELATIONS.has(type)) return [eventOf("drop", plainRef("relation", name), own)];
    if (type === "OBJECT_INDEX") return [eventOf("drop", plainRef("index", name), own)];
    if (type === "OBJECT_SEQUENCE") return [eventOf("drop", plainRef("sequence", name), own)];
    if (type === "OBJECT_TYPE" || type === "OBJECT_DOMAIN") {
      return [eventOf("drop", plainRef("type", name), own)];
    }
    return [];
  });
}
