import { type ObjectRef, qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Policy } from "../catalog/policies.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, isPlatformSchema } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import type { AstNode } from "../sql/ast.ts";
import { quoteIdent } from "../sql/ident.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { type Caller, isAlwaysTrue } from "./policy_truth.ts";
import type { NotEvaluated, RuleInput } from "./rule.ts";

/** A policy with the table it is on. */
export interface PolicySubject {
  readonly policy: Policy;
  readonly relation: Relation;
  readonly object: ObjectRef;
}

/** A policy's expressions, parsed; a clause that the policy lacks is missing here. */
export interface PolicyClauses {
  readonly using?: AstNode;
  readonly check?: AstNode;
}

/** For whom a clause lets every row through, whatever the row holds. */
export type Openness = "everyone" | "anon" | "authenticated" | "nobody";

// The user's own policies live on these tables of the platform; on its other tables there are only the platform's.
const PLATFORM_SCHEMAS_WITH_USER_POLICIES: ReadonlySet<string> = new Set([
  "auth",
  "pgmq",
  "realtime",
  "storage",
]);

const trees = new WeakMap<SqlParser, Map<string, AstNode | SqlSyntaxError>>();

const subjects = new WeakMap<CatalogSnapshot, readonly PolicySubject[]>();

/** Policies that the user made, on any table, in identity order; gathered once for all rules. */
export function userPolicies(input: RuleInput): readonly PolicySubject[] {
  const known = subjects.get(input.snapshot);
  if (known !== undefined) return known;
  const found = input.snapshot.policies.flatMap((policy): PolicySubject[] => {
    const relation = input.lookup.relations.get(policy.relation);
    if (relation === undefined || !mayCarryUserPolicies(relation)) return [];
    return [{ policy, relation, object: tableObjectRef("policy", policy.name, relation) }];
  });
  subjects.set(input.snapshot, found);
  return found;
}

/** Whether policies on the relation are the user's. */
export function mayCarryUserPolicies(relation: Relation): boolean {
  return !isPlatformSchema(relation.schema) || PLATFORM_SCHEMAS_WITH_USER_POLICIES.has(relation.schema);
}

/** Policies that decide something: on a table whose row level security is on. */
export function activePolicies(input: RuleInput): readonly PolicySubject[] {
  return userPolicies(input).filter((subject) => subject.relation.rls_enabled);
}

/** The policy's expressions as trees, or why they cannot be judged. Equal texts are parsed once. */
export function readClauses(input: RuleInput, subject: PolicySubject): PolicyClauses | NotEvaluated {
  const { using, with_check } = subject.policy;
  const clauses: { using?: AstNode; check?: AstNode } = {};
  for (const [clause, text] of [["using", using] as const, ["check", with_check] as const]) {
    if (text === null || input.parser === null) continue;
    const tree = parsePolicyText(input.parser, text);
    if (tree instanceof SqlSyntaxError) {
      return { not_evaluated: `policy ${subject.object.identity} could not be parsed: ${tree.message}` };
    }
    clauses[clause] = tree;
  }
  return clauses;
}

/** The tree of a policy's expression, or why there is none; parsed once for each text. */
export function parsePolicyText(parser: SqlParser, text: string): AstNode | SqlSyntaxError {
  const known = trees.get(parser) ?? new Map<string, AstNode | SqlSyntaxError>();
  trees.set(parser, known);
  const existing = known.get(text);
  if (existing !== undefined) return existing;
  let tree: AstNode | SqlSyntaxError;
  try {
    tree = parser.parseExpression(text);
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    tree = error;
  }
  known.set(text, tree);
  return tree;
}

/** For whom the clause is true of every row. What cannot be decided is `nobody`. */
export function openness(input: RuleInput, relation: Relation, clause: AstNode | undefined): Openness {
  // Postgres drops a clause that a permissive policy lacks: it lets nothing through.
  if (clause === undefined) return "nobody";
  const columns = input.lookup.columns.get(relation.oid) ?? [];
  const notNull = (name: string): boolean =>
    columns.some((column) => column.name === name && column.not_null);
  const holds = (caller: Caller): boolean => isAlwaysTrue(clause, { caller, notNull });
  if (holds("anon")) return holds("authenticated") ? "everyone" : "anon";
  return holds("authenticated") ? "authenticated" : "nobody";
}

/** Whether a clause of this openness is true of every row for the caller. */
export function opensTo(open: Openness, caller: Caller): boolean {
  return open === "everyone" || open === caller;
}

/** Whether the server applies the policy to what the role runs. */
export function appliesTo(input: RuleInput, policy: Policy, role: string): boolean {
  const grantees = input.access.grantees(role);
  return policy.roles.some((grantee) => grantees.has(grantee) || grantee === role);
}

/** Roles of the Data API that the policy applies to. */
export function apiRolesOf(input: RuleInput, policy: Policy): readonly Caller[] {
  return API_ROLES.filter((role) => appliesTo(input, policy, role));
}

/** Whether a restrictive policy of the table may still refuse rows to the role for one of the commands. */
export function mayBeRestricted(input: RuleInput, subject: PolicySubject, caller: Caller): boolean {
  const { policy, relation } = subject;
  return (input.lookup.policies.get(relation.oid) ?? []).some((other) => {
    if (other.permissive || !appliesTo(input, other, caller)) return false;
    if (policy.command !== "all" && other.command !== "all" && policy.command !== other.command) return false;
    const clauses = readClauses(input, { policy: other, relation, object: subject.object });
    if ("not_evaluated" in clauses) return true;
    return [clauses.using, clauses.check].some(
      (clause) => clause !== undefined && !opensTo(openness(input, relation, clause), caller),
    );
  });
}

/** What every finding on a policy shows of it. */
export function policyEvidence({ policy, relation }: PolicySubject): {
  readonly [key: string]: EvidenceValue;
} {
  return {
    relation_kind: relation.kind,
    command: policy.command,
    permissive: policy.permissive,
    roles: policy.roles,
    using: policy.using,
    with_check: policy.with_check,
  };
}

/** `alter policy` with the clauses that are given. */
export function alterPolicySql(
  { policy, relation }: PolicySubject,
  clauses: { readonly using?: string | null; readonly check?: string | null },
): string {
  const lines = [`alter policy ${quoteIdent(policy.name)} on ${qualified(relation)}`];
  if (clauses.using != null) lines.push(`  using (${clauses.using})`);
  if (clauses.check != null) lines.push(`  with check (${clauses.check})`);
  return `${lines.join("\n")};`;
}

/** Drops the policy where it exists and creates it as it is now. */
export function recreatePolicySql({ policy, relation }: PolicySubject): string {
  const on = `${quoteIdent(policy.name)} on ${qualified(relation)}`;
  const roles = policy.roles.map((role) => (role === "public" ? "public" : quoteIdent(role))).join(", ");
  return [
    `drop policy if exists ${on};`,
    `create policy ${on}`,
    `  as ${policy.permissive ? "permissive" : "restrictive"}`,
    `  for ${policy.command}`,
    `  to ${roles}${policy.using === null ? "" : `\n  using (${policy.using})`}${
      policy.with_check === null ? "" : `\n  with check (${policy.with_check})`
    };`,
  ].join("\n");
}
