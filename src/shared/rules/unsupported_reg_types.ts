import type { Column } from "../catalog/columns.ts";
import { columnRef, qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { Rule } from "./rule.ts";

/**
 * Types that hold the OID of an object whose OID pg_upgrade does not keep. It keeps those of relations, types and roles,
 * so regclass, regtype and regrole are fine.
 */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  "regcollation",
  "regconfig",
  "regdictionary",
  "regnamespace",
  "regoper",
  "regoperator",
  "regproc",
  "regprocedure",
]);

/** Columns of types that keep a project from being upgraded. */
export const unsupportedRegTypes: Rule = {
  id: "unsupported_reg_types",
  title: "Column type blocks Postgres upgrades",
  summary:
    "A column of a table or materialized view, or an index expression, has a type that pg_upgrade refuses: regcollation, regconfig, regdictionary, regnamespace, regoper, regoperator, regproc or regprocedure, also in an array, domain or composite type.",
  severity: "warn",
  category: "structure",
  rationale:
    "Such a column stores the internal number of a function, operator or text search configuration, and numbers change with a major version. pg_upgrade finds the column and stops, so the upgrade of the project fails until it is gone.",
  sources: ["splinter 0018_unsupported_reg_types", "https://www.postgresql.org/docs/current/pgupgrade.html"],
  scope: "shard",
  requires: [{ family: "relations" }, { family: "columns" }, { family: "indexes" }, { family: "types" }],
  limits:
    "A partition's column is reported with the partitioned table, which alone can change it, and an index on such a column with the column; splinter names each again. Splinter also names columns of views, foreign tables and unused composite types, which hold no rows and do not stop pg_upgrade, and columns of the platform and of extensions, which the project cannot change. Range types over such a type are not seen.",
  *check(input) {
    const within = typeReader(input);
    for (const column of input.snapshot.columns) {
      const found = within(column.type_oid, column.type);
      if (found === undefined) continue;
      const relation = input.lookup.relations.get(column.relation);
      if (relation === undefined || relation.partition_of !== null || !isUserObject(relation)) continue;
      if (relation.kind === "view" || relation.kind === "foreign table") continue;
      yield columnVerdict(relation, column, found);
    }
    for (const index of input.snapshot.indexes) {
      if (index.is_partition) continue;
      const types = index.attribute_types.filter((_, position) => index.columns[position] === 0);
      const found = types.find((type) => UNSUPPORTED.has(type));
      const relation = found === undefined ? undefined : input.lookup.relations.get(index.relation);
      if (found === undefined || relation === undefined || !isUserObject(relation)) continue;
      const ref = schemaObjectRef("index", index);
      yield {
        object: ref,
        message: `Index ${ref.identity} on ${qualified(relation)} stores values of type ${found}, which pg_upgrade refuses.`,
        evidence: { relation_kind: "index", table: qualified(relation), type: found, reg_type: found },
        remediation: {
          safety: "review",
          note: "Drop the index, or make it anew over an expression of another type, such as the same one cast to text where that is immutable.",
        },
      };
    }
  },
};

function columnVerdict(relation: Relation, column: Column, regType: string): Verdict {
  const ref = columnRef(relation, column.name);
  const table = qualified(relation);
  const name = quoteIdent(column.name);
  const array = column.type === `${regType}[]` ? "[]" : "";
  const isPlain = column.type === `${regType}${array}` && column.generated === "";
  return {
    object: ref,
    message: `Column ${ref.identity} has type ${column.type}${isPlain ? "" : `, which holds ${regType}`}: pg_upgrade refuses it.`,
    evidence: { relation_kind: relation.kind, type: column.type, reg_type: regType },
    remediation:
      relation.kind !== "materialized view" && isPlain
        ? {
            sql: `alter table ${table}\n  alter column ${name} type text${array} using ${name}::text${array};`,
            undo_sql: `alter table ${table}\n  alter column ${name} type ${column.type} using ${name}::${column.type};`,
            safety: "review",
            note: "Stores names instead of numbers: the names no longer follow when the object is renamed, and queries have to cast them back. Run it with an empty search_path, so that every name is written with its schema. Writes the whole table anew.",
          }
        : {
            safety: "review",
            note:
              relation.kind === "materialized view"
                ? `Make the materialized view anew with the column cast to text: ${name}::text.`
                : "Change the column to a type that stores the name as text.",
          },
  };
}

/** Finds the refused type that a type is or holds, through arrays, domains and composite types. */
function typeReader({ lookup }: RuleInput): (oid: number, text: string) => string | undefined {
  const known = new Map<number, string | undefined>();
  return function within(oid, text) {
    if (known.has(oid)) return known.get(oid);
    // Composite types can hold arrays of themselves.
    known.set(oid, undefined);
    const found = direct(text) ?? nested(oid);
    known.set(oid, found);
    return found;

    function nested(type: number): string | undefined {
      const definition = lookup.types.get(type) ?? lookup.typesByArray.get(type);
      if (definition === undefined) return undefined;
      if (definition.base_type_oid !== null)
        return within(definition.base_type_oid, definition.base_type ?? "");
      for (const attribute of definition.attributes) {
        const held = within(attribute.type_oid, attribute.type);
        if (held !== undefined) return held;
      }
      return undefined;
    }
  };
}

function direct(type: string): string | undefined {
  const element = type.endsWith("[]") ? type.slice(0, -2) : type;
  return UNSUPPORTED.has(element) ? element : undefined;
}
