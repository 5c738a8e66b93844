import type { AstNode } from "../sql/ast.ts";
import { nodeList } from "../sql/ast.ts";
import { columnRefParts, funcName, nameParts, stringConst, type WalkParent, walk } from "../sql/walk.ts";
import { applyEdits, byteSlice, type SpanEdit } from "./expression_edit.ts";
import { alterPolicySql, policyEvidence, readClauses, userPolicies } from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

const CLAIM = "user_metadata";
const COLUMN = "raw_user_meta_data";
const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);
const WRAPPERS: ReadonlySet<string> = new Set(["A_ArrayExpr", "List", "TypeCast"]);

/** Policies that trust what the user can write. */
export const rlsReferencesUserMetadata: Rule = {
  id: "rls_references_user_metadata",
  title: "Policy trusts metadata that the user can change",
  summary:
    "A policy reads user_metadata from the token's claims, or raw_user_meta_data from auth.users, to decide on access.",
  severity: "error",
  category: "rls",
  rationale:
    "Every signed-in user may set their own user_metadata with one call of the client library (`auth.updateUser`). A role or a tenant read from there is whatever the caller claims it to be.",
  sources: [
    "splinter 0015_rls_references_user_metadata",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#authjwt",
  ],
  scope: "shard",
  requires: [{ family: "policies" }, { family: "relations" }, { parser: true }],
  limits:
    "The rule reads the policy's own expressions, not the bodies of functions that they call. A column that is compared with the word, as in `section <> 'user_metadata'`, is not taken for the claim; splinter, which searches the text, reports it. It is reported whether or not row level security is on.",
  *check(input) {
    for (const subject of userPolicies(input)) {
      const { policy, object } = subject;
      if (![policy.using, policy.with_check].some((text) => text?.includes("user_meta"))) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        yield clauses;
        continue;
      }
      const using = userWritten(clauses.using, policy.using);
      const check = userWritten(clauses.check, policy.with_check);
      if (using.length + check.length === 0 || input.parser === null) continue;
      const edited = {
        using: using.length === 0 || policy.using === null ? null : applyEdits(policy.using, using),
        check: check.length === 0 || policy.with_check === null ? null : applyEdits(policy.with_check, check),
      };
      yield {
        object,
        message: `Policy ${object.identity} decides by metadata that the user can change.`,
        evidence: policyEvidence(subject),
        remediation: {
          sql: alterPolicySql(subject, edited),
          undo_sql: alterPolicySql(subject, {
            using: edited.using === null ? null : policy.using,
            check: edited.check === null ? null : policy.with_check,
          }),
          safety: "review",
          note: "The policy then reads app_metadata, which only the server can write: copy the values there first (service key, `auth.admin.updateUserById`), or those who pass today will be refused. Sessions see the new claims after their next refresh.",
        },
      };
    }
  },
};

/** The places that name the metadata, each with the name of what only the server can write. */
function userWritten(tree: AstNode | undefined, text: string | null): readonly SpanEdit[] {
  if (tree === undefined || text === null) return [];
  const edits: SpanEdit[] = [];
  const claims: SpanEdit[] = [];
  let readsClaims = false;
  walk(tree, (kind, node, parents) => {
    if (kind === "FuncCall") {
      const { schema, name } = funcName(node);
      const setting = name === "current_setting" ? stringConst(nodeList(node.args)[0]) : undefined;
      readsClaims ||=
        (schema === "auth" && name === "jwt") || (setting?.startsWith("request.jwt.claim") ?? false);
    }
    if (typeof node.location !== "number") return;
    const constant = kind === "A_Const" ? stringConst({ A_Const: node }) : undefined;
    if (constant?.match(/(^|[^a-z_])user_metadata([^a-z_]|$)/) && !isCompared(parents)) {
      claims.push(...renaming(text, node.location, CLAIM));
    }
    if (kind === "ColumnRef" && columnRefParts({ ColumnRef: node }).at(-1) === COLUMN) {
      edits.push(...renaming(text, node.location, COLUMN));
    }
  });
  return readsClaims ? [...edits, ...claims] : edits;
}

/** Whether the constant is a value that something is compared with, and so no name of a claim. */
function isCompared(parents: readonly WalkParent[]): boolean {
  const around = parents.findLast(({ kind }) => !WRAPPERS.has(kind));
  if (around?.kind !== "A_Expr") return false;
  return around.node.kind !== "AEXPR_OP" || COMPARISONS.has(nameParts(around.node.name).at(-1) ?? "");
}

function renaming(text: string, location: number, name: string): readonly SpanEdit[] {
  const before = byteSlice(text, location).split(name, 1)[0] ?? "";
  const start = location + new TextEncoder().encode(before).length;
  return [{ start, end: start + name.length, text: name.replace("user", "app") }];
}
