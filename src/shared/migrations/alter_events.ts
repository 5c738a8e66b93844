import type { ObjectRef } from "../catalog/identity.ts";
import type { AstNode, AstValue } from "../sql/ast.ts";
import { nodeList } from "../sql/ast.ts";
import { fieldsOf, isNode, qualifiedName } from "../sql/walk.ts";
import {
  columnOf,
  eventOf,
  globalOf,
  inner,
  listNames,
  type Namer,
  type PlacedName,
  type PlainKind,
  partRef,
  placed,
  placedRelation,
  plainRef,
  routineOf,
  routineWithArgs,
  textField,
} from "./event_refs.ts";
import type { ObjectEvent } from "./reading.ts";
import { columnSequence, impliedSequence } from "./table_events.ts";

const KINDS: Readonly<Record<string, PlainKind>> = {
  OBJECT_DOMAIN: "type",
  OBJECT_FOREIGN_TABLE: "relation",
  OBJECT_INDEX: "index",
  OBJECT_MATVIEW: "relation",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TABLE: "relation",
  OBJECT_TYPE: "type",
  OBJECT_VIEW: "relation",
};

/** `alter table` and its like: one event of the object, and one for each column that comes or goes. */
export function alterEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const name = placedRelation(namer, node.relation);
  const flags = { unqualified: name.unqualified, ifExists: node.missing_ok === true };
  const kind = KINDS[String(node.objtype)] ?? "relation";
  const events = nodeList(node.cmds).flatMap((item) => {
    const command = fieldsOf(item, "AlterTableCmd");
    return command === undefined || kind !== "relation" ? [] : commandEvents(command, name);
  });
  return [
    eventOf("alter", plainRef(kind, name), flags),
    ...events.map((event) => ({ ...event, unqualified: name.unqualified })),
  ];
}

function commandEvents(command: AstNode, table: PlacedName): readonly ObjectEvent[] {
  const column = textField(command, "name");
  switch (command.subtype) {
    case "AT_AddColumn": {
      const definition = isNode(command.def, "ColumnDef") ? command.def.ColumnDef : {};
      const name = textField(definition, "colname");
      const ifNotExists = command.missing_ok === true;
      return [
        eventOf("create", columnOf(table, name), { ifNotExists, part: name }),
        ...columnSequence(table, definition).map((event) => ({ ...event, ifNotExists })),
      ];
    }
    case "AT_DropColumn":
      return [
        eventOf("drop", columnOf(table, column), {
          ifExists: command.missing_ok === true,
          part: column,
          ...(command.behavior === "DROP_CASCADE" ? { cascade: true as const } : {}),
        }),
      ];
    case "AT_AlterColumnType":
      return [eventOf("alter", columnOf(table, column), { part: column })];
    case "AT_AddIdentity":
      return [impliedSequence(table, column)];
    case "AT_AddConstraint": {
      const constraint = isNode(command.def, "Constraint") ? command.def.Constraint : {};
      const name = textField(constraint, "conname");
      return name === "" ? [] : [eventOf("create", partRef("constraint", name, table))];
    }
    case "AT_DropConstraint":
      return [
        eventOf("drop", partRef("constraint", column, table), { ifExists: command.missing_ok === true }),
      ];
    default:
      return [];
  }
}

/** `alter … rename to`. */
export function renameEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const newName = textField(node, "newname");
  const type = String(node.renameType);
  const flags = { ifExists: node.missing_ok === true };
  const to = (ref: ObjectRef, renamedTo: ObjectRef, unqualified: boolean) => [
    eventOf("rename", ref, { ...flags, unqualified, renamedTo }),
  ];
  if (node.relation !== undefined) {
    const table = placedRelation(namer, node.relation);
    const old = textField(node, "subname");
    if (type === "OBJECT_COLUMN") {
      return to(columnOf(table, old), columnOf(table, newName), table.unqualified);
    }
    const part = PARTS[type];
    if (part !== undefined)
      return to(partRef(part, old, table), partRef(part, newName, table), table.unqualified);
    const kind = KINDS[type];
    if (kind === undefined) return [];
    return to(plainRef(kind, table), plainRef(kind, { ...table, name: newName }), table.unqualified);
  }
  if (type === "OBJECT_SCHEMA") {
    return to(globalOf("schema", textField(node, "subname")), globalOf("schema", newName), false);
  }
  if (type === "OBJECT_ROLE") {
    return to(globalOf("role", textField(node, "subname")), globalOf("role", newName), false);
  }
  if (type === "OBJECT_PUBLICATION") {
    return to(
      globalOf("publication", listNames(node.object)[0] ?? ""),
      globalOf("publication", newName),
      false,
    );
  }
  return otherMoved(node, namer, { type, flags, move: (name) => ({ ...name, name: newName }) });
}

const PARTS: Readonly<Record<string, "policy" | "trigger" | "constraint">> = {
  OBJECT_POLICY: "policy",
  OBJECT_TABCONSTRAINT: "constraint",
  OBJECT_TRIGGER: "trigger",
};

/** `alter … set schema`. */
export function schemaChangeEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const schema = textField(node, "newschema");
  const type = String(node.objectType);
  const flags = { ifExists: node.missing_ok === true };
  const move = (name: PlacedName): PlacedName => ({ ...name, schema });
  if (type === "OBJECT_EXTENSION") {
    return [eventOf("alter", globalOf("extension", listNames(node.object)[0] ?? ""), flags)];
  }
  if (node.relation !== undefined) {
    const name = placedRelation(namer, node.relation);
    const kind = KINDS[type] ?? "relation";
    const own = { ...flags, unqualified: name.unqualified, renamedTo: plainRef(kind, move(name)) };
    return [eventOf("rename", plainRef(kind, name), own)];
  }
  return otherMoved(node, namer, { type, flags, move });
}

interface Move {
  readonly type: string;
  readonly flags: { readonly ifExists: boolean };
  readonly move: (name: PlacedName) => PlacedName;
}

/** Types and routines, which these commands name by a list or with arguments. */
function otherMoved(node: AstNode, namer: Namer, { type, flags, move }: Move): readonly ObjectEvent[] {
  const object: AstValue = node.object;
  const kind = KINDS[type];
  if (kind !== undefined) {
    const name = placed(namer, qualifiedName(listNames(object)));
    const own = { ...flags, unqualified: name.unqualified, renamedTo: plainRef(kind, move(name)) };
    return [eventOf("rename", plainRef(kind, name), own)];
  }
  if (!isNode(object, "ObjectWithArgs") || type === "OBJECT_OPERATOR") return [];
  const { name, inputs } = routineWithArgs(namer, object);
  const own = {
    ...flags,
    unqualified: name.unqualified,
    renamedTo: routineOf(move(name), inputs),
    ...(inputs === undefined ? {} : { inputs }),
  };
  return [eventOf("rename", routineOf(name, inputs), own)];
}

/** The fields of the commands that alter an object, for those that read them again. */
export function alterCommands(node: AstNode): readonly AstNode[] {
  return nodeList(node.cmds).flatMap((item) => {
    const command = fieldsOf(item, "AlterTableCmd");
    return command === undefined ? [] : [command];
  });
}

/** The definition of a command that adds a column. */
export function addedColumn(command: AstNode): AstNode | undefined {
  if (command.subtype !== "AT_AddColumn") return undefined;
  return isNode(command.def, "ColumnDef") ? command.def.ColumnDef : inner(command, "def");
}
