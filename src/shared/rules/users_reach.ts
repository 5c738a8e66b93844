import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { isInvokerView } from "./invoker_view.ts";
import { appliesTo, openness, opensTo, readClauses } from "./policy_expression.ts";

/** How a relation comes to show the rows of auth.users. */
export interface WayToUsers {
  /** Relations in between, the one next to auth.users last. */
  readonly over: readonly string[];
  /** Role whose rights auth.users is read with. */
  readonly reader: string;
  /** Columns of auth.users that the last relation names; empty where it takes the rows as a whole. */
  readonly columns: readonly string[];
}

/** Follows views down to the table of users. */
export interface UsersReach {
  /** Relations that read auth.users, themselves or over others, in the order of the snapshot. */
  readonly candidates: readonly Relation[];
  /** The way on which whoever may select the relation as `caller` sees rows of auth.users; `undefined` where there is none. */
  wayFrom(relation: Relation, caller: string): WayToUsers | undefined;
  /** Whether the role sees rows of auth.users when it asks for them. */
  isOpenTo(role: string): boolean;
}

/** Walks up from `users` once, so that only relations that lead there are looked at. */
export function usersReach(input: RuleInput, users: Relation): UsersReach {
  const { access, lookup, snapshot } = input;
  const readers = groupBy(snapshot.view_dependencies, (dependency) => dependency.relation);
  const leading = new Set<number>([users.oid]);
  // A set grows while it is walked, so this ends when nothing new leads there.
  for (const relation of leading) for (const { view } of readers.get(relation) ?? []) leading.add(view);
  const below = groupBy(
    snapshot.view_dependencies.filter(({ relation }) => leading.has(relation)),
    (dependency) => dependency.view,
  );
  const columnNames = new Map(
    (lookup.columns.get(users.oid) ?? []).map((column) => [column.number, column.name]),
  );
  const ways = new Map<string, WayToUsers | undefined>();
  const open = new Map<string, boolean>();

  function isOpenTo(role: string): boolean {
    const known = open.get(role) ?? seesRows(input, users, role);
    open.set(role, known);
    return known;
  }

  function wayFrom(relation: Relation, caller: string): WayToUsers | undefined {
    const key = `${relation.oid} ${caller}`;
    if (ways.has(key)) return ways.get(key);
    ways.set(key, undefined);
    const way = search(relation, caller);
    ways.set(key, way);
    return way;
  }

  function search(relation: Relation, caller: string): WayToUsers | undefined {
    // A materialized view was filled as its owner, who is the caller of everything below it.
    const asked = relation.kind === "materialized view" ? relation.owner : caller;
    const reader = relation.kind === "view" && isInvokerView(relation) ? asked : relation.owner;
    for (const { relation: oid, columns } of below.get(relation.oid) ?? []) {
      if (oid === users.oid) {
        if (!isOpenTo(reader)) continue;
        return { over: [], reader, columns: columns.flatMap((number) => columnNames.get(number) ?? []) };
      }
      const next = lookup.relations.get(oid);
      if (next === undefined || !access.rowPrivilege(reader, next, "select")) continue;
      // A view with the rights of the caller asks for those of the first one, whoever owns the views in between.
      const way = wayFrom(next, asked);
      if (way !== undefined) return { ...way, over: [qualified(next), ...way.over] };
    }
    return undefined;
  }

  return {
    candidates: snapshot.relations.filter(({ oid }) => oid !== users.oid && leading.has(oid)),
    wayFrom,
    isOpenTo,
  };
}

function seesRows(input: RuleInput, users: Relation, role: string): boolean {
  const { access, lookup } = input;
  if (!access.rowPrivilege(role, users, "select")) return false;
  const owns = access.grantees(role).has(users.owner);
  if (!users.rls_enabled || access.bypassesRls(role) || (owns && !users.rls_forced)) return true;
  const reading = (lookup.policies.get(users.oid) ?? []).filter(
    (policy) =>
      policy.permissive &&
      (policy.command === "select" || policy.command === "all") &&
      appliesTo(input, policy, role),
  );
  const caller = API_ROLES.find((each) => each === role);
  // What the policies show to a role of the user's own cannot be told from here; some rows it may be.
  if (caller === undefined) return reading.length > 0;
  return reading.some((policy) => {
    const clauses = readClauses(input, {
      policy,
      relation: users,
      object: { kind: "policy", name: policy.name, identity: policy.name },
    });
    return "not_evaluated" in clauses || opensTo(openness(input, users, clauses.using), caller);
  });
}
