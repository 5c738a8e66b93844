import { ROW_PRIVILEGES, type RowPrivilege } from "../catalog/access.ts";
import { effectiveAcl, parseAcl } from "../catalog/acl.ts";
import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, type ApiRole, isPlatformRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import { roleList } from "./routine_sql.ts";

/** Which privileges to take from which roles of the API. */
export interface Revocation {
  readonly roles: readonly ApiRole[];
  readonly privileges: readonly RowPrivilege[];
  /** What the user has to think of. */
  readonly note: string;
}

/** Their members hold privileges that no list speaks of. */
const PREDEFINED = ["pg_read_all_data", "pg_write_all_data"] as const;

/** What one grantee holds of the privileges: on the relation as a whole, and on columns of it. */
interface Grant {
  readonly grantee: string;
  readonly whole: Set<RowPrivilege>;
  readonly columns: Map<RowPrivilege, string[]>;
}

/**
 * Takes the privileges from every grantee through which the roles hold them: themselves, PUBLIC, roles they inherit from.
 * Other roles that would lose a privilege on the relation with them get it by name.
 */
export function revokeFromApi(input: RuleInput, relation: Relation, revocation: Revocation): Remediation {
  const [only, ...others] = revocation.roles.map((role) => input.access.grantees(role));
  const reach = only !== undefined && others.length === 0 ? only : union([only ?? [], ...others]);
  const obstacle = obstacleTo(input, relation, { ...revocation, reach });
  if (obstacle !== undefined) return { safety: "review", note: `${obstacle} ${revocation.note}` };
  const object = qualified(relation);
  const grants = grantsTo(input, relation, { ...revocation, reach });
  const kept = losers(input, relation, { reach, grants });
  const shared = grants
    .map(({ grantee }) => grantee)
    .filter((grantee) => !revocation.roles.some((role) => role === grantee));
  // A revoke on the relation takes the same privilege on its columns with it.
  const words = ({ whole, columns }: Grant): string =>
    ROW_PRIVILEGES.filter((privilege) => whole.has(privilege) || columns.has(privilege)).join(", ");
  return {
    sql: [
      ...grants.map((grant) => `revoke ${words(grant)} on ${object} from ${roleList([grant.grantee])};`),
      ...kept.map(([role, privileges]) => `grant ${privileges} on ${object} to ${quoteIdent(role)};`),
    ].join("\n"),
    undo_sql: [
      ...kept.map(([role, privileges]) => `revoke ${privileges} on ${object} from ${quoteIdent(role)};`),
      ...grants.flatMap((grant) => regrant(grant, object)),
    ].join("\n"),
    safety: "review",
    note: `${revocation.note}${
      shared.length === 0 ? "" : ` What ${roleList(shared)} holds is taken from all who hold it through that.`
    }`,
  };
}

function union(sets: readonly Iterable<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function obstacleTo(
  { access }: RuleInput,
  relation: Relation,
  { roles, privileges, reach }: Revocation & { readonly reach: ReadonlySet<string> },
): string | undefined {
  const superuser = roles.find((role) => access.superuser(role));
  if (superuser !== undefined) return `${superuser} is a superuser: no revoke keeps it out.`;
  if (reach.has(relation.owner)) {
    return `${roles.join(" or ")} owns the relation, or inherits from ${quoteIdent(relation.owner)}, who does: change the owner first.`;
  }
  const predefined = [
    ...(privileges.includes("select") ? ["pg_read_all_data"] : []),
    ...(privileges.some((privilege) => privilege !== "select") ? ["pg_write_all_data"] : []),
  ].find((role) => reach.has(role));
  if (predefined !== undefined) {
    return `The privilege comes with membership in ${predefined}, not from a grant: revoke ${predefined}.`;
  }
  if (relation.extension !== null) {
    return `It belongs to extension ${quoteIdent(relation.extension)}: move the extension to a schema that is not exposed, or revoke the privilege as ${quoteIdent(relation.owner)}.`;
  }
  const grantor = effectiveAcl(relation.acl, relation.owner, "relation").find(
    (entry) =>
      reach.has(entry.grantee) &&
      entry.grantor !== relation.owner &&
      privileges.some((privilege) => entry.privileges.includes(privilege)),
  )?.grantor;
  return grantor === undefined
    ? undefined
    : `The privilege was granted by ${quoteIdent(grantor)}, who does not own the relation: only that role can revoke it.`;
}

function grantsTo(
  { lookup }: RuleInput,
  relation: Relation,
  {
    privileges,
    reach,
  }: { readonly privileges: readonly RowPrivilege[]; readonly reach: ReadonlySet<string> },
): readonly Grant[] {
  const grants = new Map<string, Grant>();
  const grantOf = (grantee: string): Grant => {
    const known = grants.get(grantee) ?? { grantee, whole: new Set(), columns: new Map() };
    grants.set(grantee, known);
    return known;
  };
  const wanted = (held: readonly string[]) => privileges.filter((privilege) => held.includes(privilege));
  for (const entry of effectiveAcl(relation.acl, relation.owner, "relation")) {
    if (!reach.has(entry.grantee)) continue;
    for (const privilege of wanted(entry.privileges)) grantOf(entry.grantee).whole.add(privilege);
  }
  for (const column of lookup.columns.get(relation.oid) ?? []) {
    for (const entry of column.acl === null ? [] : parseAcl(column.acl)) {
      if (!reach.has(entry.grantee)) continue;
      for (const privilege of wanted(entry.privileges)) {
        const { columns } = grantOf(entry.grantee);
        columns.set(privilege, [...(columns.get(privilege) ?? []), column.name]);
      }
    }
  }
  return [...grants.values()].sort((left, right) => (left.grantee < right.grantee ? -1 : 1));
}

function regrant({ grantee, whole, columns }: Grant, object: string): readonly string[] {
  const to = `on ${object} to ${roleList([grantee])};`;
  const listed = [...columns].map(
    ([privilege, names]) => `${privilege} (${names.map(quoteIdent).join(", ")})`,
  );
  return [
    ...(whole.size === 0 ? [] : [`grant ${[...whole].join(", ")} ${to}`]),
    ...(listed.length === 0 ? [] : [`grant ${listed.join(", ")} ${to}`]),
  ];
}

/** Roles outside the reach that hold a privilege on the relation only through a grantee that loses it. */
function losers(
  { access, snapshot }: RuleInput,
  relation: Relation,
  { reach, grants }: { readonly reach: ReadonlySet<string>; readonly grants: readonly Grant[] },
): readonly (readonly [role: string, privileges: string])[] {
  if (grants.every(({ grantee }) => API_ROLES.some((role) => role === grantee))) return [];
  const lost = ROW_PRIVILEGES.filter((privilege) => grants.some(({ whole }) => whole.has(privilege)));
  const acl = effectiveAcl(relation.acl, relation.owner, "relation");
  return snapshot.roles.flatMap(({ name }) => {
    const isServed = name === "service_role" || API_ROLES.some((role) => role === name);
    if (reach.has(name) || access.superuser(name) || !(isServed || !isPlatformRole(name))) return [];
    const grantees = access.grantees(name);
    if (!access.schemaUsage(name, relation.schema) || PREDEFINED.some((role) => grantees.has(role)))
      return [];
    const privileges = lost.filter(
      (privilege) =>
        access.holds(name, relation, { kind: "relation", privilege }) &&
        !acl.some(
          (entry) =>
            !reach.has(entry.grantee) && grantees.has(entry.grantee) && entry.privileges.includes(privilege),
        ),
    );
    return privileges.length === 0 ? [] : [[name, privileges.join(", ")] as const];
  });
}
