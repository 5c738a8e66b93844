import { type AclKind, effectiveAcl, type Privilege, parseAcl } from "../catalog/acl.ts";

const TABLE_PRIVILEGES: readonly Privilege[] = [
  "select",
  "insert",
  "update",
  "delete",
  "truncate",
  "references",
  "trigger",
];

/**
 * Who holds what, as data that compares: role to sorted privileges, `*` after one that may be handed on. Which role
 * granted is left out, and so are the difference between a stored default and none, and `maintain` beside every other
 * privilege of a table: Postgres has it since 17, and `grant all` includes it there.
 */
export function privilegesOf(object: {
  readonly acl: string | null;
  readonly owner: string;
  readonly kind: AclKind;
}): Record<string, string> {
  return listed(effectiveAcl(object.acl, object.owner, object.kind));
}

/** The same of a default privilege, which is stored where it differs from Postgres' own. */
export function storedPrivileges(acl: string): Record<string, string> {
  return listed(parseAcl(acl));
}

function listed(entries: ReturnType<typeof parseAcl>): Record<string, string> {
  const held = new Map<string, Set<string>>();
  for (const entry of entries) {
    const privileges = held.get(entry.grantee) ?? new Set<string>();
    held.set(entry.grantee, privileges);
    for (const privilege of entry.privileges) privileges.add(privilege);
    for (const privilege of entry.grantable ?? []) privileges.add(`${privilege}*`);
  }
  const grantees = [...held.keys()].sort();
  return Object.fromEntries(
    grantees.flatMap((grantee) => {
      const privileges = held.get(grantee) ?? new Set();
      if (TABLE_PRIVILEGES.every((privilege) => privileges.has(privilege))) {
        privileges.delete("maintain");
        privileges.delete("maintain*");
      }
      return privileges.size === 0 ? [] : [[grantee, [...privileges].sort().join(", ")]];
    }),
  );
}
