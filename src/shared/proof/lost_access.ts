import { ROW_PRIVILEGES, type RowPrivilege } from "../catalog/access.ts";
import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Routine } from "../catalog/routines.ts";
import { isPlatformRole } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { isInvokerView } from "../rules/invoker_view.ts";
import { someOf } from "../rules/routine_sql.ts";
import { quoteIdent } from "../sql/ident.ts";
import { type Effect, plainEffects } from "./effect.ts";
import { targetKey, type Use, type Uses } from "./uses.ts";

/** What is compared: the copy before the fix and after it. */
export interface AccessChange {
  readonly before: RuleInput;
  readonly after: RuleInput;
  readonly uses: Uses;
}

interface Named {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly routines: ReadonlyMap<string, Routine>;
}

const named = new WeakMap<CatalogSnapshot, Named>();

/** Relations and routines of a snapshot by identity: OIDs change when a fix makes an object anew. */
export function namedIn(snapshot: CatalogSnapshot): Named {
  const known = named.get(snapshot);
  if (known !== undefined) return known;
  const made: Named = {
    relations: new Map(snapshot.relations.map((relation) => [qualified(relation), relation])),
    routines: new Map(snapshot.routines.map((routine) => [routine.signature, routine])),
  };
  named.set(snapshot, made);
  return made;
}

/** Roles that may not execute the routine any more, and those that newly may; then what relied on it. */
export function routineAccess(change: AccessChange, routine: Routine): readonly Effect[] {
  const after = namedIn(change.after.snapshot).routines.get(routine.signature);
  if (after === undefined) return [];
  const lost: string[] = [];
  const gained: string[] = [];
  for (const role of rolesOf(change)) {
    const could = change.before.access.canExecute(role, routine);
    const can = change.after.access.canExecute(role, after);
    if (could && !can) lost.push(role);
    if (can && !could) gained.push(role);
  }
  return [
    ...plainEffects([
      ...(gained.length === 0 ? [] : [`${rolesText(gained)} may newly execute ${routine.signature}`]),
      ...(lost.length === 0 ? [] : [`${rolesText(lost)} may no longer execute ${routine.signature}`]),
    ]),
    ...dependents(change, {
      target: "routine",
      oid: routine.oid,
      losers: new Set(lost),
      privilege: undefined,
    }),
  ];
}

/** The same for the commands on a relation and on its columns. */
export function relationAccess(change: AccessChange, relation: Relation): readonly Effect[] {
  const after = namedIn(change.after.snapshot).relations.get(qualified(relation));
  if (after === undefined) return [];
  const effects: Effect[] = [];
  const name = qualified(relation);
  for (const privilege of ROW_PRIVILEGES) {
    const gained = new Map<string, string[]>();
    const lost = new Map<string, string[]>();
    for (const role of rolesOf(change)) {
      const could = reachOf(change.before, { relation, role, privilege });
      const can = reachOf(change.after, { relation: after, role, privilege });
      note(gained, { role, what: whatOf(can, could, name) });
      note(lost, { role, what: whatOf(could, can, name) });
    }
    for (const [what, roles] of gained)
      effects.push(...plainEffects([`${rolesText(roles)} may newly ${privilege} ${what}`]));
    for (const [what, roles] of lost)
      effects.push(...plainEffects([`${rolesText(roles)} may no longer ${privilege} ${what}`]));
    const losers = new Set([...lost.values()].flat());
    effects.push(...dependents(change, { target: "relation", oid: relation.oid, losers, privilege }));
  }
  return effects;
}

/** What a role can run a command on: the whole relation, or some of its columns. */
interface Reach {
  readonly any: boolean;
  readonly columns: ReadonlySet<string>;
}

function reachOf(
  { access, lookup }: RuleInput,
  subject: { readonly relation: Relation; readonly role: string; readonly privilege: RowPrivilege },
): Reach {
  const { relation, role, privilege } = subject;
  if (privilege === "delete") {
    return { any: access.rowPrivileges(role, relation).includes(privilege), columns: new Set() };
  }
  const columns = (lookup.columns.get(relation.oid) ?? [])
    .filter((column) => access.columnPrivilege(role, relation, { column, privilege }))
    .map(({ name }) => name);
  return { any: access.rowPrivileges(role, relation).includes(privilege), columns: new Set(columns) };
}

/** What one reach has and the other lacks, in words; `undefined` for nothing. */
function whatOf(more: Reach, less: Reach, name: string): string | undefined {
  if (!more.any) return undefined;
  if (!less.any) return name;
  const columns = [...more.columns].filter((column) => !less.columns.has(column));
  return columns.length === 0 ? undefined : `${someOf(columns.map(quoteIdent))} of ${name}`;
}

function note(
  found: Map<string, string[]>,
  entry: { readonly role: string; readonly what: string | undefined },
): void {
  const { role, what } = entry;
  if (what === undefined) return;
  found.set(what, [...(found.get(what) ?? []), role]);
}

/** The roles of the API and the user's own; the platform's only where it is all that changes. */
function rolesText(roles: readonly string[]): string {
  const known = SERVED.filter((role) => roles.includes(role));
  const own = roles.filter((role) => !isPlatformRole(role)).map(quoteIdent);
  const told = [...known, ...own];
  return someOf(told.length === 0 ? roles : told);
}

const SERVED = ["anon", "authenticated", "service_role"] as const;

/** Superusers pass every test; the roles of Postgres itself run nothing. */
function rolesOf({ before }: AccessChange): readonly string[] {
  return before.snapshot.roles
    .filter((role) => !role.superuser && !role.name.startsWith("pg_"))
    .map((role) => role.name);
}

interface Loss {
  readonly target: Use["target"];
  readonly oid: number;
  readonly losers: ReadonlySet<string>;
  /** The command that was taken away; `undefined` for EXECUTE. */
  readonly privilege: RowPrivilege | undefined;
}

/** What uses the target in the name of a role that lost it. */
function dependents(change: AccessChange, loss: Loss): readonly Effect[] {
  if (loss.losers.size === 0) return [];
  const found = new Map<string, Set<string>>();
  for (const use of change.uses.get(targetKey(loss.target, loss.oid)) ?? []) {
    const roles = [...loss.losers].filter((role) => usesAs(change, { use, role, loss }));
    if (roles.length === 0) continue;
    const key = `as ${rolesText(roles)}`;
    found.set(key, (found.get(key) ?? new Set()).add(`${use.by} ${use.name}`));
  }
  const verb = loss.target === "routine" ? "call it" : "use it";
  return [...found].map(([as, names]) => {
    const list = someOf([...names]);
    const said = names.size === 1 ? verb.replace(/^\w+/, (word) => `${word}s`) : verb;
    return { text: `${list} ${said} ${as}`, isDependent: true };
  });
}

function usesAs(
  { before }: AccessChange,
  { use, role, loss }: { readonly use: Use; readonly role: string; readonly loss: Loss },
): boolean {
  const { access, lookup } = before;
  const relation = use.relation === null ? undefined : lookup.relations.get(use.relation);
  const reaches = (...commands: readonly RowPrivilege[]) =>
    relation !== undefined &&
    access.rowPrivileges(role, relation).some((privilege) => commands.includes(privilege));
  switch (use.by) {
    case "policy": {
      if (access.bypassesRls(role)) return false;
      const policy = (lookup.policies.get(use.relation ?? 0) ?? []).find(({ name }) => name === use.detail);
      const reach = access.grantees(role);
      return reaches(...ROW_PRIVILEGES) && (policy?.roles ?? []).some((name) => reach.has(name));
    }
    case "view":
      // Functions in a view run as whoever reads it; its relations are read with the rights of its owner unless it is an invoker's.
      if (loss.target === "relation" && relation !== undefined && !isInvokerView(relation)) {
        return relation.owner === role;
      }
      return reaches(...ROW_PRIVILEGES);
    case "default":
    case "generated column":
    case "index":
    case "trigger":
      return reaches("insert", "update", "delete");
    case "constraint":
      // A foreign key is checked in the name of the tables' owners.
      return loss.target === "routine" && reaches("insert", "update");
    case "routine": {
      const routine = lookup.routines.get(use.routine ?? 0);
      if (routine === undefined) return false;
      if (routine.security_definer) return routine.owner === role;
      return routine.return_type === "trigger" || access.canExecute(role, routine);
    }
    case "cron job":
      return use.detail === role;
  }
}
