import { qualified, schemaObjectRef, tableObjectRef } from "../catalog/identity.ts";
import type { Policy } from "../catalog/policies.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Role } from "../catalog/roles.ts";
import type { Remediation } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import { missingApiRoles } from "./missing_roles.ts";
import { alterPolicySql, mayCarryUserPolicies, recreatePolicySql } from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

const COMMANDS = ["select", "insert", "update", "delete"] as const;

/** Tables where one request has to pass through several policies. */
export const multiplePermissivePolicies: Rule = {
  id: "multiple_permissive_policies",
  title: "Several permissive policies for one role and command",
  summary: "A table has more than one permissive policy that applies to the same role and command.",
  severity: "warn",
  category: "rls",
  rationale:
    "Permissive policies are joined by OR: Postgres evaluates each of them for each row, and the widest decides. The query gets slower with every policy, and a narrow policy beside a wide one protects nothing.",
  sources: [
    "splinter 0006_multiple_permissive_policies",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  scope: "shard",
  requires: [{ family: "policies" }, { family: "relations" }, { family: "roles" }, { family: "memberships" }],
  limits:
    "One finding a table, role and command, as splinter counts. A policy for public applies to every role, so roles that the application does not use are reported too. A policy for a role counts for every role that inherits from it, as the server applies it; splinter does not see that. Roles that bypass row level security, Postgres' own and the platform's administrators are left out.",
  *check(input) {
    yield* missingApiRoles(input);
    const roles = input.snapshot.roles
      .filter(isSubjectToPolicies)
      .map(({ name }) => ({ name, grantees: input.access.grantees(name) }));
    for (const relation of input.snapshot.relations) {
      const policies = (input.lookup.policies.get(relation.oid) ?? []).filter((policy) => policy.permissive);
      if (policies.length < 2 || !mayCarryUserPolicies(relation) || relation.extension !== null) continue;
      for (const { name: role, grantees } of rolesNamed(policies, roles)) {
        for (const command of COMMANDS) {
          const applied = policies.filter((policy) => isFor(policy, grantees, command));
          if (applied.length < 2) continue;
          const names = applied.map((policy) => quoteIdent(policy.name)).join(", ");
          const table = qualified(relation);
          yield {
            object: schemaObjectRef("relation", relation),
            discriminator: `${role} ${command}`,
            message: `${table} has ${applied.length} permissive policies for ${command} as ${quoteIdent(role)}: ${names}.`,
            evidence: {
              relation_kind: relation.kind,
              role,
              command,
              policies: applied.map(({ name, using, with_check, ...policy }) => ({
                name,
                command: policy.command,
                roles: policy.roles,
                using,
                with_check,
              })),
            },
            remediation: merge(relation, applied),
          };
        }
      }
    }
  },
};

// The roles that splinter leaves out; in its `like 'pg_%'` the underscore is any character, so pgbouncer is one.
function isSubjectToPolicies(role: Role): boolean {
  return !(role.bypass_rls || /^pg./.test(role.name) || /^supabase.*admin$/.test(role.name));
}

/** A role, with the roles it inherits from and `public`: the server applies the policies of them all. */
interface Subject {
  readonly name: string;
  readonly grantees: ReadonlySet<string>;
}

/** Roles for which two policies can meet: those that a policy names, or all where policies for public meet. */
function rolesNamed(policies: readonly Policy[], roles: readonly Subject[]): readonly Subject[] {
  if (policies.filter((policy) => policy.roles.includes("public")).length >= 2) return roles;
  const named = [...new Set(policies.flatMap((policy) => policy.roles))].filter((name) => name !== "public");
  return roles.filter(({ grantees }) => named.some((name) => grantees.has(name)));
}

function isFor(policy: Policy, grantees: ReadonlySet<string>, command: (typeof COMMANDS)[number]): boolean {
  const commands = policy.command === "all" || policy.command === command;
  return commands && policy.roles.some((role) => grantees.has(role));
}

/** One policy in place of several that differ in nothing but their expressions. */
function merge(relation: Relation, policies: readonly Policy[]): Remediation {
  const [first, ...others] = policies;
  const alike = others.every(
    (policy) => policy.command === first?.command && policy.roles.join("\n") === first.roles.join("\n"),
  );
  if (first === undefined || !alike) {
    return {
      safety: "review",
      note: "The policies differ in roles or commands. Write one policy a command whose expression joins theirs with OR, limit each to the roles it is meant for (`to authenticated`), and drop the others.",
    };
  }
  // The new row may pass any of them; a policy without WITH CHECK checks it with USING.
  const using = either(policies.map((policy) => policy.using));
  const asksCheck = policies.some((policy) => policy.with_check !== null);
  const check = asksCheck ? either(policies.map((policy) => policy.with_check ?? policy.using)) : null;
  const subjectOf = (policy: Policy) => ({
    policy,
    relation,
    object: tableObjectRef("policy", policy.name, relation),
  });
  return {
    sql: [
      alterPolicySql(subjectOf(first), { using, check }),
      ...others.map(
        (policy) => `drop policy if exists ${quoteIdent(policy.name)} on ${qualified(relation)};`,
      ),
    ].join("\n"),
    undo_sql: policies.map((policy) => recreatePolicySql(subjectOf(policy))).join("\n"),
    safety: "review",
    note: `Policy ${quoteIdent(first.name)} then allows what the policies allowed together; give it a name that says so, and see whether the wider expressions are meant.`,
  };
}

function either(expressions: readonly (string | null)[]): string | null {
  const distinct = [...new Set(expressions.filter((expression) => expression !== null))];
  if (distinct.length === 0) return null;
  return distinct.length === 1
    ? (distinct[0] ?? null)
    : distinct.map((text) => `(${text})`).join("\n    or ");
}
