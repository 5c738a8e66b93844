import { parseAcl } from "../catalog/acl.ts";
import { apiCallers } from "../catalog/exposure.ts";
import { routineRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import { type ApiRole, isPlatformRole, isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { pinnedPath } from "../facts/search_path.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { isTriggerRoutine, roleList, routineWord, someOf, usesOf } from "./routine_sql.ts";

/** Roles of the Data API that can call the routine; none for a trigger function, which PostgREST does not serve. */
export function rpcCallers(input: RuleInput, routine: Routine): readonly ApiRole[] {
  return isTriggerRoutine(routine) ? [] : apiCallers(input.snapshot, routine, input.exposed);
}

/** One verdict for each SECURITY DEFINER routine of the user that the role can call over the Data API. */
export function* definersCallableBy(input: RuleInput, role: ApiRole): Iterable<Verdict> {
  for (const routine of input.snapshot.routines) {
    if (!routine.security_definer || !isUserObject(routine)) continue;
    if (!rpcCallers(input, routine).includes(role)) continue;
    const uses = usesOf(input, routine);
    const sources = grantSources(input, { routine, role });
    const cause = rootCause(input, { routine, sources });
    yield {
      object: routineRef(routine),
      message: `${routine.signature} runs as ${routine.owner}${
        input.access.bypassesRls(routine.owner) ? ", past row level security," : ""
      } and ${role} can call it at /rest/v1/rpc/${routine.name} through EXECUTE for ${someOf(sources)}.`,
      evidence: {
        owner: routine.owner,
        owner_bypasses_rls: input.access.bypassesRls(routine.owner),
        execute_through: [...sources],
        executors: [...input.access.executeGrantees(routine)],
        schema: routine.schema,
        exposed_by: input.exposed.source,
        search_path: [...(pinnedPath(routine) ?? [])],
        search_path_pinned: pinnedPath(routine) !== undefined,
        policies: [...uses.policies],
      },
      remediation: revokeExecute(input, routine, { role, sources, policies: uses.policies }),
      ...(cause === undefined ? {} : { root_cause: cause }),
    };
  }
}

/** Entries of the list through which the role may execute: PUBLIC, the role, roles it inherits from. */
function grantSources(
  input: RuleInput,
  { routine, role }: { readonly routine: Routine; readonly role: ApiRole },
): readonly string[] {
  const reach = input.access.grantees(role);
  const owner = reach.has(routine.owner) ? [routine.owner] : [];
  return [...input.access.executeGrantees(routine).filter((grantee) => reach.has(grantee)), ...owner];
}

function revokeExecute(
  input: RuleInput,
  routine: Routine,
  grant: {
    readonly role: ApiRole;
    readonly sources: readonly string[];
    readonly policies: readonly string[];
  },
): Remediation {
  const { role, sources, policies } = grant;
  if (input.access.superuser(role) || sources.length === 0) {
    return {
      safety: "review",
      note: `${role} is a superuser: no grant keeps it out. Take that attribute away first.`,
    };
  }
  const target = `on ${routineWord(routine)} ${routine.signature}`;
  const kept = losersOf(input, routine, { role, sources });
  const notes = [
    `Clients that call it as ${role} get "permission denied" afterwards${kept.includes("authenticated") ? "; authenticated keeps it, by name" : ""}.`,
    "Views and other routines that call it in that role's name stop working too.",
    ...(policies.length === 0
      ? []
      : [
          `Called by ${someOf(policies)}: statements of ${role} on these tables fail; move the routine to a schema that is not exposed instead.`,
        ]),
  ];
  return {
    sql: [
      `revoke execute ${target} from ${roleList(sources)};`,
      ...(kept.length === 0 ? [] : [`grant execute ${target} to ${roleList(kept)};`]),
    ].join("\n"),
    undo_sql: [
      ...(kept.length === 0 ? [] : [`revoke execute ${target} from ${roleList(kept)};`]),
      `grant execute ${target} to ${roleList(sources)};`,
    ].join("\n"),
    safety: "review",
    note: notes.join(" "),
  };
}

/**
 * Roles that may execute the routine now and would not after the revoke, though nothing is held against them: the
 * other roles of the API, and roles of the user's own. The platform's need no grant, or hold one by name.
 */
function losersOf(
  input: RuleInput,
  routine: Routine,
  { role, sources }: { readonly role: ApiRole; readonly sources: readonly string[] },
): readonly string[] {
  const { access, snapshot } = input;
  const left = new Set(
    [...access.executeGrantees(routine), routine.owner].filter((grantee) => !sources.includes(grantee)),
  );
  // What is closed to users who signed in is not to be opened by name to those who did not.
  const served = new Set(role === "anon" ? ["authenticated", "service_role"] : ["service_role"]);
  return snapshot.roles
    .map(({ name }) => name)
    .filter((name) => name !== role && (served.has(name) || !isPlatformRole(name)) && !sources.includes(name))
    .filter((name) => {
      if (access.superuser(name) || !access.schemaUsage(name, routine.schema)) return false;
      if (!access.canExecute(name, routine)) return false;
      const reach = access.grantees(name);
      // A role that the revoked one inherits from would hand the privilege on.
      return !access.grantees(role).has(name) && ![...reach].some((grantee) => left.has(grantee));
    });
}

function rootCause(
  input: RuleInput,
  { routine, sources }: { readonly routine: Routine; readonly sources: readonly string[] },
): string | undefined {
  const own = input.snapshot.default_privileges.find(
    (entry) =>
      entry.object_type === "function" &&
      entry.role === routine.owner &&
      (entry.schema === null || entry.schema === routine.schema) &&
      parseAcl(entry.acl).some(
        (item) =>
          sources.includes(item.grantee) && item.grantee !== "public" && item.privileges.includes("execute"),
      ),
  );
  if (own !== undefined) {
    const place = own.schema === null ? "every schema" : `schema ${own.schema}`;
    return `default privileges of ${own.role} on functions in ${place}`;
  }
  return sources.includes("public") ? "Postgres grants EXECUTE on new routines to PUBLIC" : undefined;
}
