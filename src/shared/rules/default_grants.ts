import type { RowPrivilege } from "../catalog/access.ts";
import { effectiveAcl, parseAcl } from "../catalog/acl.ts";
import type { DefaultPrivilege } from "../catalog/default_privileges.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import type { RuleInput } from "./rule.ts";

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
 * where no entry in force explains it. Relations that share owner, schema and list are answered once.
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
    const entry = own.find(
      ({ schema, acl }) =>
        (schema === null || schema === relation.schema) && explains(input, acl, { relation, held }),
    );
    const cause = entry === undefined ? {} : { root_cause: defaultPrivilegeCause(entry) };
    known.set(key, cause);
    return cause;
  };
}

/** Whether a grantee of the default stands in the relation's own list too and hands a privilege to one of the roles. */
function explains(
  { access }: RuleInput,
  defaults: string,
  { relation, held }: { readonly relation: Relation; readonly held: HeldPrivileges },
): boolean {
  const reach = new Set(held.roles.flatMap((role) => [...access.grantees(role)]));
  const gives = (entry: { readonly grantee: string; readonly privileges: readonly string[] }): boolean =>
    reach.has(entry.grantee) &&
    entry.grantee !== relation.owner &&
    held.privileges.some((privilege) => entry.privileges.includes(privilege));
  const now = new Set(
    effectiveAcl(relation.acl, relation.owner, "relation")
      .filter(gives)
      .map(({ grantee }) => grantee),
  );
  return parseAcl(defaults).some((entry) => gives(entry) && now.has(entry.grantee));
}
