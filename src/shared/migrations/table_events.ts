import type { AstNode } from "../sql/ast.ts";
import { nodeList } from "../sql/ast.ts";
import { isNode, nameParts } from "../sql/walk.ts";
import { eventOf, type Namer, type PlacedName, placedRelation, plainRef, textField } from "./event_refs.ts";
import type { ObjectEvent } from "./reading.ts";

/** Names of the grammar for an integer column with a sequence of its own. */
const SERIAL = /^(?:small|big)?serial[248]?$/;

/** A table, and the sequences that come along with its columns. */
export function tableEvents(node: AstNode, namer: Namer): readonly ObjectEvent[] {
  const table = placedRelation(namer, node.relation);
  const flags = {
    unqualified: table.unqualified,
    ifNotExists: node.if_not_exists === true,
    ...(table.schema === "pg_temp" ? { temporary: true as const } : {}),
    ...(node.oncommit === "ONCOMMIT_DROP" ? { fleeting: true as const } : {}),
  };
  return [
    eventOf("create", plainRef("relation", table), flags),
    ...columnSequences(table, node).map((sequence) => ({ ...sequence, ...flags })),
  ];
}

/** Sequences of `serial` and identity columns, by the names that Postgres gives them. */
export function columnSequences(table: PlacedName, node: AstNode): readonly ObjectEvent[] {
  return nodeList(node.tableElts).flatMap((item) =>
    isNode(item, "ColumnDef") ? columnSequence(table, item.ColumnDef) : [],
  );
}

/** The sequence of one column, where it has one of its own. */
export function columnSequence(table: PlacedName, column: AstNode): readonly ObjectEvent[] {
  const type = isTypeNode(column.typeName) ? nameParts(column.typeName.names) : [];
  const identity = nodeList(column.constraints).some(
    (item) => isNode(item, "Constraint") && item.Constraint.contype === "CONSTR_IDENTITY",
  );
  if (!identity && !(type.length === 1 && SERIAL.test(type[0] ?? ""))) return [];
  return [impliedSequence(table, textField(column, "colname"))];
}

/** `<table>_<column>_seq`, which Postgres shortens where it would be longer than a name may be. */
export function impliedSequence(table: PlacedName, column: string): ObjectEvent {
  const name = sequenceName(table.name, column);
  return eventOf("create", plainRef("sequence", { ...table, name }), {
    unqualified: table.unqualified,
    implied: true,
  });
}

const MAX_NAME_BYTES = 63;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The longer of the two names loses its end first, as makeObjectName() does it. */
function sequenceName(table: string, column: string): string {
  let [one, other] = [encoder.encode(table), encoder.encode(column)];
  const room = MAX_NAME_BYTES - "__seq".length;
  while (one.length + other.length > room) {
    if (one.length > other.length) one = one.subarray(0, -1);
    else other = other.subarray(0, -1);
  }
  return `${decoder.decode(one).replace(/\ufffd$/, "")}_${decoder.decode(other).replace(/\ufffd$/, "")}_seq`;
}

function isTypeNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
