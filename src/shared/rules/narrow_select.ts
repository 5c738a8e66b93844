import { effectiveAcl, parseAcl } from "../catalog/acl.ts";
import type { Column } from "../catalog/columns.ts";
import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { ApiRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";

/**
 * Takes SELECT on some columns away from roles of the API and leaves them the others. A revoke on a column does nothing
 * while the table's own SELECT stands, so that one goes and the other columns are granted one by one.
 */
export function narrowSelect(
  input: RuleInput,
  relation: Relation,
  target: { readonly columns: readonly Column[]; readonly readers: readonly ApiRole[] },
): Remediation {
  const reach = new Set(target.readers.flatMap((role) => [...input.access.grantees(role)]));
  if (reach.has(relation.owner) || target.readers.some((role) => input.access.superuser(role))) {
    return {
      safety: "review",
      note: "A role of the API owns the relation or is a superuser; no grant keeps it out. Change the owner first.",
    };
  }
  if (reach.has("pg_read_all_data")) {
    return {
      safety: "review",
      note: "The privilege comes with membership in pg_read_all_data, not from a grant: revoke pg_read_all_data.",
    };
  }
  if (relation.extension !== null) {
    return {
      safety: "review",
      note: `The relation belongs to extension ${quoteIdent(relation.extension)}: move the extension to a schema that is not exposed, or revoke SELECT as ${quoteIdent(relation.owner)}.`,
    };
  }
  const all = input.lookup.columns.get(relation.oid) ?? [];
  const hidden = new Set(target.columns.map((column) => column.number));
  const rest = all.filter((column) => !hidden.has(column.number)).map((column) => column.name);
  const object = qualified(relation);
  const sql: string[] = [];
  const undo: string[] = [];
  for (const grantee of [...reach].sort()) {
    const role = grantee === "public" ? "public" : quoteIdent(grantee);
    if (holdsWhole(relation, grantee)) {
      sql.push(`revoke select on ${object} from ${role};`);
      if (rest.length > 0)
        sql.push(`grant select (${rest.map(quoteIdent).join(", ")}) on ${object} to ${role};`);
      undo.push(`revoke select on ${object} from ${role};`, `grant select on ${object} to ${role};`);
      continue;
    }
    const held = target.columns.filter((column) => holdsColumn(column, grantee));
    if (held.length === 0) continue;
    const list = held.map((column) => quoteIdent(column.name)).join(", ");
    sql.push(`revoke select (${list}) on ${object} from ${role};`);
    undo.push(`grant select (${list}) on ${object} to ${role};`);
  }
  return {
    sql: sql.join("\n"),
    undo_sql: undo.join("\n"),
    safety: "review",
    note: `Requests that name these columns, and "select *", fail afterwards for ${target.readers.join(" and ")}; columns added later must be granted. Where users should read their own rows, enable row level security with a policy for them instead; where nobody should, revoke everything or move the relation to a schema that is not exposed.${reach.size > target.readers.length ? " Other roles that hold the privilege through PUBLIC or by membership lose it too." : ""}`,
  };
}

function holdsWhole(relation: Relation, grantee: string): boolean {
  return effectiveAcl(relation.acl, relation.owner, "relation").some(
    (entry) => entry.grantee === grantee && entry.privileges.includes("select"),
  );
}

function holdsColumn(column: Column, grantee: string): boolean {
  return (
    column.acl !== null &&
    parseAcl(column.acl).some((entry) => entry.grantee === grantee && entry.privileges.includes("select"))
  );
}
