import { type AclKind, effectiveAcl, type Privilege } from "./acl.ts";
import type { Column } from "./columns.ts";
import { lookupOf } from "./lookup.ts";
import type { Relation } from "./relations.ts";
import type { Routine } from "./routines.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/** Commands on rows that the Data API can run. */
export const ROW_PRIVILEGES = ["select", "insert", "update", "delete"] as const;

/** A command on rows. */
export type RowPrivilege = (typeof ROW_PRIVILEGES)[number];

/** Answers what a role may do, from the snapshot alone and as the server would (`has_*_privilege`). */
export interface Access {
  roleExists(role: string): boolean;
  /** The role itself, every role whose privileges it inherits, and `public`. A role that does not exist is only `public`. */
  grantees(role: string): ReadonlySet<string>;
  superuser(role: string): boolean;
  /** Superuser or BYPASSRLS: row level security does not apply to what the role runs. */
  bypassesRls(role: string): boolean;
  schemaUsage(role: string, schema: string): boolean;
  /** Row commands the role may run on the relation, by a privilege on the table or on any of its columns. */
  rowPrivileges(role: string, relation: Relation): readonly RowPrivilege[];
  /** Whether `rowPrivileges` would hold the command: for questions about one command of many relations. */
  rowPrivilege(role: string, relation: Relation, privilege: RowPrivilege): boolean;
  /** Whether the role may run the command on the column, by a table or a column privilege. */
  columnPrivilege(
    role: string,
    relation: Relation,
    request: { readonly column: Column; readonly privilege: RowPrivilege },
  ): boolean;
  canExecute(role: string, routine: Routine): boolean;
  /** Grantees of EXECUTE as the list names them (`public`, role names), the owner left out. */
  executeGrantees(routine: Routine): readonly string[];
  holds(
    role: string,
    object: { readonly acl: string | null; readonly owner: string },
    request: { readonly kind: AclKind; readonly privilege: Privilege },
  ): boolean;
}

/** Predefined roles whose members hold privileges on every object of a kind, of which no list speaks. */
const PREDEFINED: Readonly<Record<string, readonly (readonly [kind: AclKind, privilege: Privilege])[]>> = {
  pg_read_all_data: [
    ["relation", "select"],
    ["sequence", "select"],
    ["schema", "usage"],
  ],
  pg_write_all_data: [
    ["relation", "insert"],
    ["relation", "update"],
    ["relation", "delete"],
    ["sequence", "update"],
    ["schema", "usage"],
  ],
  pg_maintain: [["relation", "maintain"]],
};

const known = new WeakMap<CatalogSnapshot, Access>();

/** The access evaluation of a snapshot, built once; answers are remembered by distinct list, not by object. */
export function accessOf(snapshot: CatalogSnapshot): Access {
  const existing = known.get(snapshot);
  if (existing !== undefined) return existing;
  const access = buildAccess(snapshot);
  known.set(snapshot, access);
  return access;
}

function buildAccess(snapshot: CatalogSnapshot): Access {
  const lookup = lookupOf(snapshot);
  const inherited = new Map<string, string[]>();
  for (const membership of snapshot.memberships) {
    if (!membership.inherit) continue;
    inherited.set(membership.member, [...(inherited.get(membership.member) ?? []), membership.role]);
  }
  const closures = new Map<string, ReadonlySet<string>>();
  const answers = new Map<string, Map<string, Map<string, ReadonlySet<Privilege>>>>();

  function grantees(role: string): ReadonlySet<string> {
    const cached = closures.get(role);
    if (cached !== undefined) return cached;
    const reached = new Set<string>(["public"]);
    const queue = lookup.roles.has(role) ? [role] : [];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(...(inherited.get(next) ?? []));
    }
    closures.set(role, reached);
    return reached;
  }

  function superuser(role: string): boolean {
    return lookup.roles.get(role)?.superuser ?? false;
  }

  function privileges(
    role: string,
    object: { acl: string | null; owner: string },
    kind: AclKind,
  ): ReadonlySet<Privilege> {
    const ofKind = entryOf(answers, `${kind} ${role}`);
    const ofOwner = entryOf(ofKind, object.owner);
    const cached = ofOwner.get(object.acl ?? "");
    if (cached !== undefined) return cached;
    const reach = grantees(role);
    const held = new Set<Privilege>();
    for (const [predefined, grants] of Object.entries(PREDEFINED)) {
      if (!reach.has(predefined)) continue;
      for (const [granted, privilege] of grants) if (granted === kind) held.add(privilege);
    }
    for (const entry of effectiveAcl(object.acl, object.owner, kind)) {
      if (reach.has(entry.grantee)) for (const privilege of entry.privileges) held.add(privilege);
    }
    ofOwner.set(object.acl ?? "", held);
    return held;
  }

  function holds(
    role: string,
    object: { acl: string | null; owner: string },
    request: { kind: AclKind; privilege: Privilege },
  ): boolean {
    return superuser(role) || privileges(role, object, request.kind).has(request.privilege);
  }

  function columnsHold(role: string, relation: Relation, privilege: RowPrivilege): boolean {
    return (lookup.columns.get(relation.oid) ?? []).some(
      (column) =>
        column.acl !== null &&
        privileges(role, { acl: column.acl, owner: relation.owner }, "column").has(privilege),
    );
  }

  function rowPrivilege(role: string, relation: Relation, privilege: RowPrivilege): boolean {
    return holds(role, relation, { kind: "relation", privilege }) || columnsHold(role, relation, privilege);
  }

  return {
    roleExists: (role) => role === "public" || lookup.roles.has(role),
    grantees,
    superuser,
    bypassesRls: (role) => superuser(role) || (lookup.roles.get(role)?.bypass_rls ?? false),
    schemaUsage: (role, schema) => {
      const found = lookup.schemas.get(schema);
      return found !== undefined && holds(role, found, { kind: "schema", privilege: "usage" });
    },
    rowPrivileges: (role, relation) =>
      ROW_PRIVILEGES.filter((privilege) => rowPrivilege(role, relation, privilege)),
    rowPrivilege,
    columnPrivilege: (role, relation, { column, privilege }) =>
      holds(role, relation, { kind: "relation", privilege }) ||
      (column.acl !== null &&
        privileges(role, { acl: column.acl, owner: relation.owner }, "column").has(privilege)),
    canExecute: (role, routine) => holds(role, routine, { kind: "routine", privilege: "execute" }),
    executeGrantees: (routine) =>
      effectiveAcl(routine.acl, routine.owner, "routine")
        .filter((entry) => entry.grantee !== routine.owner && entry.privileges.includes("execute"))
        .map((entry) => entry.grantee),
    holds,
  };
}

function entryOf<Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = maps.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, Value>();
  maps.set(key, made);
  return made;
}
