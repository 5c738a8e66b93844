import type { Relation } from "../catalog/relations.ts";
import type { ColumnReference, FieldReference } from "../sql/body_facts.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { lastTwo, readTypeText } from "../vector/type_text.ts";
import { type BrokenReference, certainRelation, isJudged, type Resolution } from "./body_resolution.ts";

/** Words by which a trigger function tells the tables apart that it serves. */
export const TELLS_TABLES_APART = /\btg_(?:table_name|table_schema|relname|relid|name|argv|nargs)\b/i;

/** The column when none of the relations that could have it has it. */
export function columnIsBroken(
  resolution: Resolution,
  { of, name, line }: ColumnReference,
): BrokenReference | undefined {
  const { input, index, changed } = resolution;
  const relations: Relation[] = [];
  for (const owner of of) {
    const relation = changed.has(owner.name) ? undefined : certainRelation(resolution, owner);
    const columns = relation === undefined ? undefined : input.lookup.columns.get(relation.oid);
    if (relation === undefined || columns === undefined || !isJudged(relation)) return undefined;
    if (columns.some((column) => column.name === name)) return undefined;
    relations.push(relation);
  }
  // A function of the row can be written like a column: `person.full_name`.
  if (index.routines.get(name)?.some((routine) => routine.argument_types.length === 1)) return undefined;
  const [first] = relations;
  if (first === undefined) return undefined;
  return {
    kind: "column",
    name:
      relations.length === 1
        ? columnName(first, name)
        : `${quoteIdent(name)} of ${[...new Set(relations)].map(nameOf).join(" or ")}`,
    bare: name,
    line,
  };
}

/** The field when the row that the record holds has no such column. */
export function fieldIsBroken(
  resolution: Resolution,
  reference: FieldReference,
): BrokenReference | undefined {
  const { record } = reference;
  return record === "new" || record === "old"
    ? changedFieldIsBroken(resolution, reference)
    : rowFieldIsBroken(resolution, reference);
}

/** NEW and OLD are rows of each table that has a trigger of the routine. */
function changedFieldIsBroken(
  { input, routine }: Resolution,
  { name, line }: FieldReference,
): BrokenReference | undefined {
  if (routine.return_type !== "trigger") return undefined;
  const triggers = (input.lookup.triggersByRoutine.get(routine.oid) ?? []).filter(
    (trigger) => trigger.enabled !== "D",
  );
  const tables = [...new Set(triggers.map((trigger) => trigger.relation))].flatMap(
    (oid) => input.lookup.relations.get(oid) ?? [],
  );
  const lacking = tables.filter((table) => {
    const columns = input.lookup.columns.get(table.oid);
    return columns !== undefined && !columns.some((column) => column.name === name);
  });
  const [first] = lacking;
  if (first === undefined) return undefined;
  if (lacking.length < tables.length && TELLS_TABLES_APART.test(routine.body ?? "")) return undefined;
  const reported = { kind: "column" as const, name: columnName(first, name), bare: name, line };
  return lacking.some(isJudged)
    ? reported
    : {
        ...reported,
        doubt: `table ${nameOf(first)} is the platform's, and another version of it may have it`,
      };
}

function rowFieldIsBroken(
  resolution: Resolution,
  { record, name, line }: FieldReference,
): BrokenReference | undefined {
  const { input, index, changed } = resolution;
  const text = readTypeText(typeOf(resolution, record) ?? "");
  if (text === undefined || text.array || text.of === "type" || text.parts.length > 2) return undefined;
  const type = lastTwo(text.parts);
  const relation = changed.has(type.name) ? undefined : certainRelation(resolution, type);
  if (relation !== undefined) {
    const columns = input.lookup.columns.get(relation.oid);
    if (columns === undefined || !isJudged(relation)) return undefined;
    if (columns.some((column) => column.name === name)) return undefined;
    return { kind: "column", name: columnName(relation, name), bare: name, line };
  }
  const composites = (index.composites.get(type.name) ?? []).filter(
    ({ schema }) => type.schema === undefined || type.schema === schema,
  );
  const [composite] = composites;
  if (composite === undefined || composites.length > 1 || changed.has(type.name)) return undefined;
  if (composite.attributes.some((attribute) => attribute.name === name)) return undefined;
  return { kind: "column", name: columnName(composite, name), bare: name, line };
}

function typeOf({ facts, routine }: Resolution, variable: string): string | undefined {
  const declared = facts.declarations.find(({ name }) => name === variable);
  if (declared !== undefined) return declared.type;
  return routine.all_argument_types[routine.argument_names.indexOf(variable)];
}

interface Named {
  readonly schema: string;
  readonly name: string;
}

function nameOf({ schema, name }: Named): string {
  return qualify(schema, name);
}

function columnName(owner: Named, column: string): string {
  return `${nameOf(owner)}.${quoteIdent(column)}`;
}
