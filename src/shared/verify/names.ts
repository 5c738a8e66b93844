import type { Column } from "../catalog/columns.ts";
import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { nearest } from "../nearest.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { CheckInput } from "./verdict.ts";

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** Whether a name of the configuration means the object: `schema.name`, plain or quoted as SQL; public where left out. */
export function isNamed(object: Named, text: string): boolean {
  return (
    text === `${object.schema}.${object.name}` ||
    text === qualified(object) ||
    (object.schema === "public" && (text === object.name || text === quoteIdent(object.name)))
  );
}

/** The relation that the configuration names. */
export function findRelation(input: CheckInput, text: string): Relation | undefined {
  return input.snapshot.relations.find((relation) => isNamed(relation, text));
}

/** The column that the configuration names as `schema.table.column`. */
export function findColumn(
  input: CheckInput,
  text: string,
): { readonly relation: Relation; readonly column: Column } | undefined {
  for (const relation of input.snapshot.relations) {
    // Columns are compared only where the table can be meant.
    if (!text.includes(relation.name)) continue;
    for (const column of input.lookup.columns.get(relation.oid) ?? []) {
      const suffix = [`.${column.name}`, `.${quoteIdent(column.name)}`].find((end) => text.endsWith(end));
      if (suffix !== undefined && isNamed(relation, text.slice(0, -suffix.length)))
        return { relation, column };
    }
  }
  return undefined;
}

/** The name with what it may have been meant to be, for messages. */
export function withNearest(text: string, candidates: readonly Named[]): string {
  const close = nearest(
    text,
    candidates
      .filter(({ schema }) => !isPlatformSchema(schema))
      .map(({ schema, name }) => `${schema}.${name}`),
  );
  return close === undefined || close === text ? text : `${text} (did you mean ${close}?)`;
}
