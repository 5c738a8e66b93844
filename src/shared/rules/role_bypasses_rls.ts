import { globalRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Role } from "../catalog/roles.ts";
import { API_ROLES, isPlatformRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { missingApiRoles } from "./missing_roles.ts";
import type { Rule } from "./rule.ts";

/** Roles that no policy holds back. */
export const roleBypassesRls: Rule = {
  id: "role_bypasses_rls",
  title: "Role is not held back by row level security",
  summary:
    "A role that the platform did not make is superuser or has BYPASSRLS, and can log in or be taken on by a role of the Data API; or such an attribute or membership was given to anon or authenticated.",
  severity: "warn",
  category: "rls",
  rationale:
    "Policies do not exist for such a role: one leaked connection string, or one `set role`, and every row of every table is open. Supabase keeps the right to service_role and its own administrators.",
  sources: [
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    "https://supabase.com/docs/guides/database/postgres/roles",
  ],
  requires: [{ family: "roles" }, { family: "memberships" }],
  limits:
    "`error` where anon or authenticated has the right or can take it on, `warn` for a role that can log in or that authenticator can become. Owners of tables, whom row level security passes over as well, are not reported; the platform's own roles are trusted as they are.",
  *check(input) {
    yield* missingApiRoles(input, [...API_ROLES, "service_role"]);
    const becomes = rolesReached(input);
    for (const role of input.snapshot.roles) {
      if (isApiRole(role.name)) {
        yield* apiRoleVerdicts(role, becomes.get(role.name) ?? new Set(), input);
        continue;
      }
      if (isPlatformRole(role.name) || !(role.superuser || role.bypass_rls)) continue;
      const takenBy = [...API_ROLES, "authenticator"].filter((caller) => becomes.get(caller)?.has(role.name));
      if (!role.login && takenBy.length === 0) continue;
      const ways = [
        ...(role.login ? ["can log in"] : []),
        ...(takenBy.length > 0 ? [`can be taken on by ${takenBy.join(" and ")}`] : []),
      ];
      yield withoutAttribute(role, {
        takenBy,
        message: `Role ${quoteIdent(role.name)} ${attribute(role)}, and ${ways.join(" and ")}.`,
        severity: takenBy.some((caller) => isApiRole(caller)) ? "error" : "warn",
      });
    }
  },
};

function isApiRole(role: string): boolean {
  return (API_ROLES as readonly string[]).includes(role);
}

function attribute(role: Role): string {
  return role.superuser
    ? "is a superuser, whom row level security does not touch"
    : "bypasses row level security";
}

function* apiRoleVerdicts(role: Role, reached: ReadonlySet<string>, input: RuleInput): Generator<Verdict> {
  if (role.superuser || role.bypass_rls) {
    yield withoutAttribute(role, {
      takenBy: [],
      message: `Role ${role.name}, in whose name the Data API runs requests, ${attribute(role)}.`,
      severity: "error",
    });
  }
  for (const name of [...reached].sort()) {
    const privileged = input.lookup.roles.get(name);
    if (privileged === undefined || !isPlatformRole(name) || isApiRole(name)) continue;
    if (!privileged.superuser && !privileged.bypass_rls) continue;
    yield {
      object: globalRef("role", role.name),
      severity: "error",
      discriminator: name,
      message: `Role ${role.name} can become ${quoteIdent(name)}, which ${attribute(privileged)}.`,
      evidence: { becomes: name, superuser: privileged.superuser, bypass_rls: privileged.bypass_rls },
      remediation: {
        safety: "review",
        note: `Revoke the membership that leads from ${role.name} to ${quoteIdent(name)}: \`revoke ${quoteIdent(name)} from …\`.`,
      },
    };
  }
}

function withoutAttribute(
  role: Role,
  found: { takenBy: readonly string[]; message: string; severity: "error" | "warn" },
): Verdict {
  const attributes = [...(role.superuser ? ["superuser"] : []), ...(role.bypass_rls ? ["bypassrls"] : [])];
  const name = quoteIdent(role.name);
  return {
    object: globalRef("role", role.name),
    severity: found.severity,
    message: found.message,
    evidence: {
      superuser: role.superuser,
      bypass_rls: role.bypass_rls,
      login: role.login,
      taken_on_by: found.takenBy,
    },
    remediation: {
      sql: `alter role ${name} ${attributes.map((word) => `no${word}`).join(" ")};`,
      undo_sql: `alter role ${name} ${attributes.join(" ")};`,
      safety: "review",
      note: "What the role does today may depend on it: grant it privileges and policies of its own first. Only a superuser can take SUPERUSER away.",
    },
  };
}

/** Roles that a role of the Data API can become with `set role`, over any number of memberships. */
function rolesReached({ snapshot }: RuleInput): ReadonlyMap<string, ReadonlySet<string>> {
  const memberships = groupBy(snapshot.memberships, (membership) => membership.member);
  return new Map(
    [...API_ROLES, "authenticator"].map((start) => {
      const reached = new Set<string>();
      const queue = [start];
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        for (const { role, set, admin } of memberships.get(next) ?? []) {
          // Whoever may grant the role may allow themselves to become it.
          if (reached.has(role) || !(set || admin)) continue;
          reached.add(role);
          queue.push(role);
        }
      }
      return [start, reached] as const;
    }),
  );
}
