import type { Relation } from "../catalog/relations.ts";
import type { Routine } from "../catalog/routines.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { type AstNode, nodeList } from "../sql/ast.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import type { RoutineBody } from "../sql/plpgsql.ts";
import { fieldsOf, isNode, type QualifiedName, relationName, walk } from "../sql/walk.ts";
import { callIsBroken } from "./body_calls.ts";
import { type NameIndex, namesOf } from "./name_index.ts";
import type { RuleInput } from "./rule.ts";
import { existingSchemas, pinnedPath } from "./search_path.ts";

/** A name in a body that means nothing, or nothing under the routine's path. */
export interface BrokenReference {
  readonly kind: "relation" | "function" | "column";
  /** As the body writes it, quoted; a column with its relation. */
  readonly name: string;
  /** 1-based line of the body. */
  readonly line: number;
  /** Schemas that have it and are not on the pinned path. */
  readonly hidden_in?: readonly string[];
}

/** How names resolve inside one routine. */
export interface Resolution {
  readonly input: RuleInput;
  readonly index: NameIndex;
  /** Schemas of the pinned path that exist; `undefined` where the caller's path is in force. */
  readonly path: readonly string[] | undefined;
  readonly isTrigger: boolean;
}

const DML: ReadonlySet<string> = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);
const EXPRESSION: ReadonlySet<string> = new Set([...DML, "PLAssignStmt", "CallStmt"]);

/** The body makes relations, or asks the catalog for them before it uses them. */
const MAKES_RELATIONS =
  /\bcreate\s+(?:(?:or|replace|global|local|temp|temporary|unlogged|foreign|materialized|recursive)\s+)*(?:table|view|sequence|schema)\b/i;
const ASKS_FIRST =
  /\b(?:to_reg(?:class|proc|procedure)|undefined_(?:table|function|column|object)|information_schema|pg_class|pg_tables|pg_proc|pg_namespace|pg_extension)\b/i;

/** References of the body that cannot be resolved, each once. */
export function brokenReferences(
  input: RuleInput,
  routine: Routine,
  body: RoutineBody,
): readonly BrokenReference[] {
  const text = routine.body ?? "";
  if (MAKES_RELATIONS.test(text) || ASKS_FIRST.test(text) || body.setsSearchPath) return [];
  const resolution: Resolution = {
    input,
    index: namesOf(input.snapshot),
    path: pinnedPath(routine) === undefined ? undefined : existingSchemas(input.lookup, routine),
    isTrigger: routine.return_type === "trigger",
  };
  const altered = alteredNames(body);
  const broken = new Map<string, BrokenReference>();
  const add = (reference: BrokenReference | undefined): void => {
    if (reference === undefined) return;
    const key = `${reference.kind} ${reference.name}`;
    if (!broken.has(key)) broken.set(key, reference);
  };
  for (const { node, kind, line } of body.statements) {
    if (!EXPRESSION.has(kind)) continue;
    const withNames = new Set<string>();
    walk(node, (inner, fields) => {
      if (inner === "CommonTableExpr") withNames.add(String(fields.ctename));
    });
    walk(node, (inner, fields, parents) => {
      if (inner === "RangeVar") {
        // SELECT … INTO of plain SQL makes its relation.
        if (parents.at(-1)?.kind === "IntoClause") return;
        const name = relationName(fields);
        if (fields.catalogname !== undefined || altered.has(name.name)) return;
        if (name.schema === undefined && withNames.has(name.name)) return;
        add(relationIsBroken(resolution, { ...name, line }));
      } else if (inner === "InsertStmt" || inner === "UpdateStmt") {
        for (const reference of columnsBroken(resolution, { kind: inner, fields, line, altered }))
          add(reference);
      } else if (inner === "FuncCall") {
        add(callIsBroken(resolution, { call: fields, line }));
      }
    });
  }
  return [...broken.values()];
}

/** Relations that DDL of the body names: what they are like when the other statements run is not known. */
function alteredNames(body: RoutineBody): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node, kind } of body.statements) {
    if (EXPRESSION.has(kind)) continue;
    walk(node, (inner, fields) => {
      if (inner === "RangeVar") names.add(relationName(fields).name);
    });
  }
  return names;
}

function relationIsBroken(
  { index, path, isTrigger }: Resolution,
  name: QualifiedName & { readonly line: number },
): BrokenReference | undefined {
  const { line } = name;
  const homes = [
    ...(index.relations.get(name.name) ?? []).map((relation) => relation.schema),
    ...(index.others.get(name.name) ?? []),
  ];
  if (name.schema !== undefined) {
    if (isPlatformSchema(name.schema) || name.schema.startsWith("pg_")) return undefined;
    if (homes.includes(name.schema)) return undefined;
    return { kind: "relation", name: qualify(name.schema, name.name), line };
  }
  if (name.name.startsWith("pg_") || homes.some((schema) => path === undefined || path.includes(schema))) {
    return undefined;
  }
  if (homes.length > 0) {
    return { kind: "relation", name: quoteIdent(name.name), line, hidden_in: [...new Set(homes)] };
  }
  // A trigger function may read its trigger's transition tables, whose names the catalog keeps with the trigger.
  if (isTrigger) return undefined;
  return { kind: "relation", name: quoteIdent(name.name), line };
}

interface Written {
  readonly kind: "InsertStmt" | "UpdateStmt";
  readonly fields: AstNode;
  readonly line: number;
  readonly altered: ReadonlySet<string>;
}

function* columnsBroken(
  resolution: Resolution,
  { kind, fields, line, altered }: Written,
): Iterable<BrokenReference> {
  const rangeVar = fieldsOf(fields.relation, "RangeVar");
  const name = rangeVar === undefined ? undefined : relationName(rangeVar);
  if (name === undefined || altered.has(name.name)) return;
  const relation = resolve(resolution, name);
  if (relation === undefined) return;
  const columns = new Set(
    (resolution.input.lookup.columns.get(relation.oid) ?? []).map((column) => column.name),
  );
  if (columns.size === 0) return;
  const conflict = fieldsOf(fields.onConflictClause, "OnConflictClause");
  const targets = [
    ...nodeList(kind === "InsertStmt" ? fields.cols : fields.targetList),
    ...nodeList(conflict?.targetList),
  ];
  for (const target of targets) {
    const column = isNode(target, "ResTarget") ? target.ResTarget.name : undefined;
    if (typeof column !== "string" || columns.has(column)) continue;
    yield { kind: "column", name: `${qualify(relation.schema, relation.name)}.${quoteIdent(column)}`, line };
  }
}

/** The relation a name means, where that is certain: the schema is written, pinned, or the only one that has it. */
function resolve({ index, path }: Resolution, name: QualifiedName): Relation | undefined {
  const named = index.relations.get(name.name) ?? [];
  if (name.schema !== undefined) {
    if (isPlatformSchema(name.schema)) return undefined;
    return named.find((relation) => relation.schema === name.schema);
  }
  if (path !== undefined) {
    const schema = path.find((entry) => named.some((relation) => relation.schema === entry));
    return schema === undefined || isPlatformSchema(schema)
      ? undefined
      : named.find((relation) => relation.schema === schema);
  }
  return named.length === 1 && !isPlatformSchema(named[0]?.schema ?? "") ? named[0] : undefined;
}
