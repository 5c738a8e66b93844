import { qualified, tableObjectRef } from "../../catalog/identity.ts";
import { API_ROLES, type ApiRole } from "../../catalog/scope.ts";
import { isAlwaysTrue } from "../../rules/policy_truth.ts";
import type { NotEvaluated, Verdict } from "../../rules/rule.ts";
import { type AstNode, isAstNode } from "../../sql/ast.ts";
import { quoteIdent } from "../../sql/ident.ts";
import { columnRefParts, isNode } from "../../sql/walk.ts";
import type { ReadFolder } from "../reading.ts";
import { rolesOf } from "../state/apply_policies.ts";
import { hasHole } from "../state/dynamic_text.ts";
import { stateOf } from "../state/folder_state.ts";
import { newRelation, type StatePolicy } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import type { Conflict } from "./conflict.ts";
import { placeOfOrigin, placeText } from "./refs.ts";

/** Policies that let every caller write every row. */
export const rlsPolicyAlwaysTrueInFile: Conflict = {
  id: "rls_policy_always_true",
  title: "Policy lets every row be written",
  summary:
    "A permissive policy for INSERT, UPDATE, DELETE or ALL that applies to anon or authenticated when all files have run, with an expression that is true whoever asks and whatever the row holds.",
  severity: "warn",
  category: "rls",
  rationale:
    "Row level security is on, so the table looks protected, yet the policy allows every write: any caller it applies to may change or delete the rows of all others, or fill the table.",
  sources: [
    "splinter 0024_rls_policy_always_true",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  limits:
    "Expressions are judged by meaning: constants, comparisons of a NOT NULL column with itself, the facts of the request and the logic between them; anything else is not reported. Policies on tables without row level security are policy_without_rls. Policies whose names or tables a loop builds are not evaluated.",
  *check({ reading }) {
    for (const folder of reading.folders) {
      const state = stateOf(folder, reading.parser);
      for (const policy of state.policies()) {
        // Off, it decides nothing; where no file makes the table, somebody else has switched it on.
        if (
          policy.relation.made !== undefined &&
          !policy.relation.rls &&
          policy.relation.rlsDoubt === undefined
        )
          continue;
        const found = judge(state, policy, folder);
        if (found !== undefined) yield found;
      }
      for (const { origin, fields } of state.policyLoops) {
        if (!mayBeOpen(state, fields)) continue;
        yield {
          not_evaluated: `${placeText(origin)} makes policies that may let every row be written, by names that its text does not hold: they can only be judged on a database`,
        } satisfies NotEvaluated;
      }
    }
  },
};

function judge(
  state: SchemaState,
  policy: StatePolicy,
  folder: ReadFolder,
): Verdict | NotEvaluated | undefined {
  const roles = apiRolesOf(state, policy);
  if (!policy.permissive || policy.command === "select" || roles.length === 0) return undefined;
  const open = openClauses(policy);
  if (open.length === 0) return undefined;
  const object = tableObjectRef("policy", policy.name, policy.relation);
  if (policy.dropDoubt !== undefined) {
    return {
      not_evaluated: `${object.identity}: ${placeText(policy.dropDoubt)} drops policies by names that its text does not hold`,
      about: [object],
    };
  }
  const name = `${quoteIdent(policy.name)} on ${qualified(policy.relation)}`;
  return {
    object,
    discriminator: folder.path,
    message: `Policy ${object.identity} for ${policy.command} is true for every row and every caller (${open.join(" and ")}), and applies to ${roles.join(" and ")}.`,
    evidence: {
      command: policy.command,
      permissive: policy.permissive,
      roles: [...policy.roles],
      always_true: open,
      api_roles: [...roles],
    },
    remediation: {
      sql: `drop policy ${name};`,
      safety: "review",
      note: "Belongs into a new migration. Say in a new policy who may write which row, for example `(select auth.uid()) = user_id`: only the application's author knows. Without any policy the roles can write nothing.",
    },
    location: placeOfOrigin(policy.clausesFrom),
  };
}

/** Whether a policy that a loop makes could be open, whatever stands in its holes. */
function mayBeOpen(state: SchemaState, fields: AstNode): boolean {
  const policy = {
    roles: rolesOf(fields),
    command: String(fields.cmd_name),
    relation: newRelation({ schema: "", name: "" }, "unknown"),
    ...(isAstNode(fields.qual) ? { using: fields.qual } : {}),
    ...(isAstNode(fields.with_check) ? { check: fields.with_check } : {}),
  };
  // ALTER POLICY says neither command nor kind.
  const isRestrictive = fields.cmd_name !== undefined && fields.permissive !== true;
  if (isRestrictive || policy.command === "select") return false;
  const isHole = (clause: AstNode | undefined): boolean =>
    clause !== undefined && isNode(clause, "ColumnRef") && hasHole(...columnRefParts(clause));
  if (!policy.roles.some((role) => hasHole(role)) && apiRolesOf(state, policy).length === 0) return false;
  return openClauses(policy).length > 0 || isHole(policy.using) || isHole(policy.check);
}

/** Clauses that are true of every row for everybody. A missing WITH CHECK is the USING expression. */
function openClauses({
  command,
  using,
  check,
  relation,
}: Pick<StatePolicy, "command" | "using" | "check" | "relation">): readonly ("using" | "with check")[] {
  const notNull = (name: string): boolean => relation.columns.get(name)?.notNull === true;
  const isOpen = (clause: AstNode | undefined): boolean =>
    clause !== undefined &&
    isAlwaysTrue(clause, { caller: "anon", notNull }) &&
    isAlwaysTrue(clause, { caller: "authenticated", notNull });
  const open: ("using" | "with check")[] = [];
  if (command !== "insert" && isOpen(using)) open.push("using");
  if (command !== "delete" && isOpen(check)) open.push("with check");
  return open;
}

/** Roles of the Data API that the policy applies to, by name or as members. */
function apiRolesOf(state: SchemaState, { roles }: Pick<StatePolicy, "roles">): readonly ApiRole[] {
  const isMember = (role: string, member: string, seen: ReadonlySet<string>): boolean => {
    if (role === "public" || role === member) return true;
    if (seen.has(role)) return false;
    return [...(state.members.get(role) ?? [])].some((inner) =>
      isMember(inner, member, new Set([...seen, role])),
    );
  };
  return API_ROLES.filter((member) => roles.some((role) => isMember(role, member, new Set())));
}
