import { isAstNode } from "../../sql/ast.ts";
import { extensionOfSchema, extensionWith } from "../extension_objects.ts";
import type { ReadStatement } from "../reading.ts";
import type { ReplayFault } from "../replay_file.ts";
import type { PassedArguments } from "../routine_call.ts";

/** What a statement looked for in vain. `column` is one of a relation that is there. */
export type MissingKind =
  | "relation"
  | "type"
  | "routine"
  | "schema"
  | "column"
  | "extension"
  | "role"
  | "policy"
  | "trigger"
  | "constraint"
  | "publication"
  | "other";

/** The object that an error of Postgres names as missing. */
export interface MissingName {
  readonly kind: MissingKind;
  readonly schema?: string;
  readonly name: string;
  /** Of a column, policy, trigger or constraint. */
  readonly table?: string;
  /** The extension that brings it. */
  readonly extension?: string;
  /** Of a routine: what is passed to it. */
  readonly passed?: PassedArguments;
}

/** SQLSTATEs that Postgres raises for what is not there: table, object, function, column, schema, foreign object. */
const MISSING_STATES: ReadonlySet<string> = new Set(["42P01", "42704", "42883", "42703", "3F000"]);

const EXTENSION_UNAVAILABLE = /^(?:required )?extension "(.+)" is not (?:available|installed)$/s;

/** Messages of Postgres in English, with the kind of what they miss; the more special ones stand first. */
const MESSAGES: readonly (readonly [pattern: RegExp, kind: MissingKind])[] = [
  [/^column "(?<name>.+)" of relation "(?<table>.+)" does not exist$/s, "column"],
  [
    /^column "(?<name>.+)" (?:named in key |referenced in foreign key constraint )?does not exist$/s,
    "column",
  ],
  [/^column (?:(?<table>[^" ]+)\.)?(?<name>[^" ]+) does not exist$/s, "column"],
  [/^policy "(?<name>.+)" for table "(?<table>.+)" does not exist$/s, "policy"],
  [/^trigger "(?<name>.+)" for (?:table|relation) "(?<table>.+)" does not exist$/s, "trigger"],
  [/^constraint "(?<name>.+)" of relation "(?<table>.+)" does not exist$/s, "constraint"],
  [
    /^(?:relation|table|view|materialized view|index|sequence|foreign table) "(?<name>.+)" does not exist$/s,
    "relation",
  ],
  [/^type "(?<name>.+)" does not exist$/s, "type"],
  [/^type (?<name>\S+) does not exist$/s, "type"],
  [/^(?:function|procedure|aggregate|routine) (?<call>.+\)) does not exist$/s, "routine"],
  [/^could not find a (?:function|procedure|aggregate) named "(?<name>.+)"$/s, "routine"],
  [/^schema "(?<name>.+)" does not exist$/s, "schema"],
  [/^role "(?<name>.+)" does not exist$/s, "role"],
  [/^publication "(?<name>.+)" does not exist$/s, "publication"],
  [/^extension "(?<name>.+)" does not exist$/s, "extension"],
  [/^(?:language|access method|foreign-data wrapper) "(?<name>.+)" does not exist$/s, "other"],
  [/^operator class "(?<name>.+?)" does not exist/s, "other"],
  [
    /^(?:server|collation|text search \w+|event trigger|statistics object|cast|rule|operator) "?(?<name>.+?)"? does not exist/s,
    "other",
  ],
];

/** Languages, access methods and wrappers by the extension that makes them. */
const MAKERS: Readonly<Record<string, string>> = {
  plv8: "plv8",
  plls: "plls",
  plcoffee: "plcoffee",
  hnsw: "vector",
  ivfflat: "vector",
  bloom: "bloom",
  rum: "rum",
  pgroonga: "pgroonga",
  postgres_fdw: "postgres_fdw",
  file_fdw: "file_fdw",
};

/** The extension whose files the server lacks, where that is why the statement failed. */
export function unavailableExtension(fault: ReplayFault): string | undefined {
  return EXTENSION_UNAVAILABLE.exec(fault.message)?.[1];
}

/** What the fault says is missing; nothing for a fault of another kind. */
export function missingName(
  fault: ReplayFault,
  statement: ReadStatement | undefined,
): MissingName | undefined {
  if (!MISSING_STATES.has(fault.sqlstate)) return undefined;
  for (const [pattern, kind] of MESSAGES) {
    const groups = pattern.exec(fault.message)?.groups;
    if (groups === undefined) continue;
    const parts =
      groups.call === undefined ? split(groups.name ?? "", statement) : splitCall(groups.call, statement);
    const table = tableOfColumn(groups, { kind, statement });
    const passed = kind === "routine" ? passedTo(parts, statement) : undefined;
    const missing: MissingName = {
      kind,
      ...(kind === "column" || table === undefined ? parts : { name: groups.name ?? "" }),
      ...(kind === "column" ? { name: groups.name ?? "" } : {}),
      ...(table === undefined ? {} : { table: split(table, statement).name }),
      ...(passed === undefined ? {} : { passed }),
    };
    const extension = extensionOf(missing, fault);
    return extension === undefined ? missing : { ...missing, extension };
  }
  return { kind: "other", name: "" };
}

interface Told {
  readonly kind: MissingKind;
  readonly statement: ReadStatement | undefined;
}

/** The table of a part: the message may name an alias, or nothing where the column is that of another table. */
function tableOfColumn(
  { table, name }: Readonly<Record<string, string>>,
  { kind, statement }: Told,
): string | undefined {
  if (kind !== "column") return table;
  const owners = new Set(
    (statement?.columns ?? []).flatMap((use) => (use.name === name ? use.of.map((of) => of.name) : [])),
  );
  if (owners.size === 0 || (table !== undefined && owners.has(table))) return table ?? tableOf(statement);
  const [owner] = owners;
  return owners.size === 1 ? owner : undefined;
}

/** What the statement passes to the routine, where it names it once. */
function passedTo(
  { schema, name }: { readonly schema?: string; readonly name: string },
  statement: ReadStatement | undefined,
): PassedArguments | undefined {
  const named = (statement?.references ?? []).filter(
    (reference) =>
      reference.kind === "function" &&
      reference.name === name &&
      (schema === undefined || reference.schema === undefined || reference.schema === schema),
  );
  return named.length === 1 ? named[0]?.passed : undefined;
}

/** The name before the argument types: a name can hold a parenthesis itself, and what the statement refers to tells. */
function splitCall(
  call: string,
  statement: ReadStatement | undefined,
): { readonly schema?: string; readonly name: string } {
  const known = statement?.references ?? [];
  const texts = [...call.matchAll(/\(/g)].map(({ index }) => call.slice(0, index));
  const told = texts.find((text) =>
    known.some(({ schema, name }) => text === (schema === undefined ? name : `${schema}.${name}`)),
  );
  return split(told ?? texts[0] ?? call, statement);
}

/**
 * A name as a message prints it: parts joined by points, none quoted. What the statement refers to tells where a point
 * belongs to a name.
 */
function split(
  text: string,
  statement: ReadStatement | undefined,
): { readonly schema?: string; readonly name: string } {
  for (const { schema, name } of statement?.references ?? []) {
    if (schema !== undefined && text === `${schema}.${name}`) return { schema, name };
    if (schema === undefined && text === name) return { name };
  }
  const point = text.lastIndexOf(".");
  return point <= 0 ? { name: text } : { schema: text.slice(0, point), name: text.slice(point + 1) };
}

/** The table that the statement is about: the one of its index, policy or trigger, or the one it changes. */
function tableOf(statement: ReadStatement | undefined): string | undefined {
  const [event] = statement?.events ?? [];
  if (event !== undefined) {
    return (
      event.ref.table ??
      (event.ref.kind === "relation" && event.event !== "create" ? event.ref.name : undefined)
    );
  }
  const tables = (statement?.references ?? []).filter(({ kind }) => kind === "table");
  return tables.length === 1 ? tables[0]?.name : undefined;
}

function extensionOf({ kind, schema, name }: MissingName, fault: ReplayFault): string | undefined {
  const owner = schema === undefined ? undefined : extensionOfSchema(schema);
  if (owner !== undefined) return owner;
  switch (kind) {
    case "schema":
      return extensionOfSchema(name);
    case "extension":
      return name;
    case "relation":
      return extensionWith("relations", name);
    case "type":
      return extensionWith("types", name);
    case "routine":
      return extensionWith("functions", name) ?? (/^st_/i.test(name) ? "postgis" : undefined);
    case "other":
      return /^operator class/.test(fault.message) ? extensionWith("opclasses", name) : MAKERS[name];
    default:
      return undefined;
  }
}

/** Whether the statement changes rows alone, so that no object is missing afterwards. */
export function changesRowsOnly(statement: ReadStatement | undefined): boolean {
  if (statement === undefined) return false;
  const { kind, node } = statement.statement;
  return (
    ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt"].includes(kind) &&
    isAstNode(node[kind])
  );
}
