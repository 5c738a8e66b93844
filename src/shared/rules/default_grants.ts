import type { RowPrivilege } from "../catalog/access.ts";
import { type AclEntry, effectiveAcl, parseAcl } from "../catalog/acl.ts";
import type { DefaultPrivilege } from "../catalog/default_privileges.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import type { RuleInput } from "../facts/rule_input.ts";

/** The root cause of everything that one default privilege opened. */
export function defaultPrivilegeCause(entry: DefaultPrivilege): string {
  return `default privileges of ${entry.role} on ${entry.object_type}s in ${
    entry.schema === null ? "every schema" : `schema ${entry.schema}`
  }`;
}

/** Who holds what, of which the cause is asked. */
export interface HeldPrivileges {
  readonly roles: readonly string[];
  readonly privileges: readonly RowPrivilege[];
}

/**
 * Names the default privilege by which the roles got one of the privileges on a relation, as a part of a verdict; nothing
 * where somebody has granted or revoked since, so that no grantee holds what the relation was made with. Relations that
 * share owner, schema and list are answered once.
 */
export function createCauseFinder(
  input: RuleInput,
): (relation: Relation, held: HeldPrivileges) => { readonly root_cause?: string } {
  const entries = groupBy(
    input.snapshot.default_privileges.filter((entry) => entry.object_type === "table"),
    (entry) => entry.role,
  );
  const known = new Map<string, { readonly root_cause?: string }>();
  return (relation, held) => {
    const own = entries.get(relation.owner);
    if (own === undefined) return {};
    const key = [relation.owner, relation.schema, relation.acl, ...held.roles, ...held.privileges].join("\0");
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const entry = explaining(input, own, { relation, held });
    const cause = entry === undefined ? {} : { root_cause: defaultPrivilegeCause(entry) };
    known.set(key, cause);
    return cause;
  };
}

/** The entry that hands one of the privileges to a grantee who holds what the entries together gave, no more, no less. */
function explaining(
  { access }: RuleInput,
  own: readonly DefaultPrivilege[],
  { relation, held }: { readonly relation: Relation; readonly held: HeldPrivileges },
): DefaultPrivilege | undefined {
  const reach = new Set(held.roles.flatMap((role) => [...access.grantees(role)]));
  // Entries for every schema and for the relation's own add up.
  const inForce = own.filter(({ schema }) => schema === null || schema === relation.schema);
  const given = privilegesByGrantee(inForce.flatMap(({ acl }) => parseAcl(acl)));
  const now = privilegesByGrantee(effectiveAcl(relation.acl, relation.owner, "relation"));
  const gives = ({ grantee, privileges }: AclEntry): boolean =>
    reach.has(grantee) &&
    grantee !== relation.owner &&
    given.get(grantee) === now.get(grantee) &&
    held.privileges.some((privilege) => privileges.includes(privilege));
  return inForce.find(({ acl }) => parseAcl(acl).some(gives));
}

/** What each grantee holds, as one comparable text, whatever the number and the order of entries. */
function privilegesByGrantee(entries: readonly AclEntry[]): ReadonlyMap<string, string> {
  return new Map(
    [...groupBy(entries, ({ grantee }) => grantee)].map(([grantee, all]) => [
      grantee,
      [...new Set(all.flatMap(({ privileges }) => privileges))].sort().join(),
    ]),
  );
}
