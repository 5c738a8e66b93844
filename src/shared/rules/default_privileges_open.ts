import { ROW_PRIVILEGES } from "../catalog/access.ts";
import { type Privilege, parseAcl } from "../catalog/acl.ts";
import type { DefaultPrivilege } from "../catalog/default_privileges.ts";
import { recordRef } from "../catalog/identity.ts";
import { API_ROLES, isPlatformSchema } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { defaultPrivilegeCause } from "./default_grants.ts";
import { missingApiRoles } from "./missing_roles.ts";
import type { Rule } from "./rule.ts";

/** Kinds of object that the Data API hands out, and the privileges by which it can: it never truncates, for one. */
const SERVED = new Map<DefaultPrivilege["object_type"], readonly Privilege[]>([
  ["table", ROW_PRIVILEGES],
  ["sequence", ["usage", "select", "update"]],
  ["function", ["execute"]],
]);

/** Finds default privileges that open every future object of a role to the Data API. */
export const defaultPrivilegesOpen: Rule = {
  id: "default_privileges_open",
  title: "New objects are open to the API by default",
  summary:
    "Looks for `alter default privileges` entries that give anon, authenticated, a role they inherit from or everybody privileges on the tables, sequences or functions a role will make in an exposed schema.",
  severity: "warn",
  category: "exposure",
  rationale:
    "A default privilege decides before anybody looks: a table made tonight is readable and writable with the public key the moment it exists, and only row level security, if somebody thinks of it, stands between. One such entry is the cause of many findings on single tables and functions. Supabase used to set these for schema public in every project and has stopped: since 2026 new projects grant nothing by default.",
  sources: [
    "https://supabase.com/changelog/45329",
    "https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html",
  ],
  requires: [{ family: "default_privileges" }, { family: "roles" }, { family: "memberships" }],
  limits:
    "The entries of supabase_admin, which only the platform can change and whose objects are the platform's, are not reported. That Postgres itself grants EXECUTE on every new function to PUBLIC is not an entry and no finding of its own; the evidence says whether it is revoked. Objects that exist already keep their grants.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    yield* missingApiRoles(input);
    for (const entry of input.snapshot.default_privileges) {
      if (entry.role === "supabase_admin") continue;
      if (entry.schema !== null && !isServed(input, entry.schema)) continue;
      const grants = openGrants(input, entry);
      if (grants.length > 0) yield verdict(input, { entry, grants });
    }
  },
};

interface Grant {
  readonly grantee: string;
  readonly privileges: readonly string[];
}

function isServed(input: RuleInput, schema: string): boolean {
  return input.exposed.schemas.includes(schema) && !isPlatformSchema(schema);
}

function openGrants({ access }: RuleInput, entry: DefaultPrivilege): readonly Grant[] {
  const served = SERVED.get(entry.object_type) ?? [];
  const reach = new Set(["public", ...API_ROLES.flatMap((role) => [role, ...access.grantees(role)])]);
  return parseAcl(entry.acl)
    .filter(({ grantee, privileges }) => {
      if (!reach.has(grantee) || !privileges.some((privilege) => served.includes(privilege))) return false;
      // An entry for every schema starts from Postgres' own defaults, so its EXECUTE for PUBLIC is not the user's doing.
      return !(grantee === "public" && entry.object_type === "function" && entry.schema === null);
    })
    .map(({ grantee, privileges }) => ({ grantee, privileges }));
}

function verdict(
  input: RuleInput,
  { entry, grants }: { readonly entry: DefaultPrivilege; readonly grants: readonly Grant[] },
): Verdict {
  const kind = `${entry.object_type}s`;
  const role = quoteIdent(entry.role);
  const place = entry.schema === null ? "" : ` in schema ${quoteIdent(entry.schema)}`;
  const grantees = grants.map(({ grantee }) => (grantee === "public" ? "public" : quoteIdent(grantee)));
  const classic = isClassic(entry, grants);
  const target = `alter default privileges for role ${role}${place}`;
  return {
    object: recordRef("privilege", `${entry.role}: ${kind}`, {
      ...(entry.schema === null ? {} : { schema: entry.schema }),
      identity: `default privileges for role ${role}${place} on ${kind}`,
    }),
    severity: classic ? "info" : "warn",
    message: `Every ${entry.object_type} that ${role} makes${entry.schema === null ? " in any schema" : place} is open to ${grantees.join(" and ")} from the start${classic ? ", as in every Supabase project from before the change of 2026" : ""}.`,
    evidence: {
      role: entry.role,
      schema: entry.schema,
      object_type: entry.object_type,
      grants: grants.map(({ grantee, privileges }) => ({ grantee, privileges: [...privileges] })),
      classic,
      ...(entry.object_type === "function" ? { public_execute: publicExecute(input, entry.role) } : {}),
    },
    remediation: {
      sql: `${target} revoke all on ${kind} from ${grantees.join(", ")};`,
      undo_sql: grants
        .map(
          ({ privileges }, position) =>
            `${target} grant ${privileges.join(", ")} on ${kind} to ${grantees[position]};`,
        )
        .join("\n"),
      safety: "review",
      note: `Grants of existing objects stay. Migrations made afterwards must grant what the API needs, for example: grant select on ${entry.schema === null ? "schema" : quoteIdent(entry.schema)}.name to authenticated.${entry.object_type === "function" ? " Functions stay open to PUBLIC until that is revoked too, for every schema: alter default privileges for role " + role + " revoke execute on functions from public." : ""}`,
    },
    root_cause: defaultPrivilegeCause(entry),
  };
}

/** Supabase's own entry: made for `postgres` in schema public, for both roles of the API and nobody else. */
function isClassic(entry: DefaultPrivilege, grants: readonly Grant[]): boolean {
  return (
    entry.role === "postgres" &&
    entry.schema === "public" &&
    grants.every(({ grantee }) => API_ROLES.some((role) => role === grantee))
  );
}

/** Whether new functions of the role get EXECUTE for PUBLIC: so it is unless an entry for every schema leaves it out. */
function publicExecute({ snapshot }: RuleInput, role: string): boolean {
  const everywhere = snapshot.default_privileges.find(
    (entry) => entry.role === role && entry.schema === null && entry.object_type === "function",
  );
  return (
    everywhere === undefined ||
    parseAcl(everywhere.acl).some(
      ({ grantee, privileges }) => grantee === "public" && privileges.includes("execute"),
    )
  );
}
