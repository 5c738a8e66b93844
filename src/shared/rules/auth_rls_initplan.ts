import type { Verdict } from "../findings/verdict.ts";
import type { AstNode } from "../sql/ast.ts";
import type { SqlParser } from "../sql/parser.ts";
import { funcName, isNode, type WalkParent, walk } from "../sql/walk.ts";
import { applyEdits, byteSlice, type SpanEdit } from "./expression_edit.ts";
import {
  activePolicies,
  alterPolicySql,
  type PolicySubject,
  policyEvidence,
  readClauses,
} from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

const AUTH_FACTS: ReadonlySet<string> = new Set(["uid", "jwt", "role", "email"]);

/** A call that the server repeats for each row; without an edit where it stands as a table. */
interface RepeatedCall {
  readonly text: string;
  readonly edit?: SpanEdit;
}

/** Policies that ask for the caller anew for each row. */
export const authRlsInitplan: Rule = {
  id: "auth_rls_initplan",
  title: "Policy asks who the caller is once a row",
  summary:
    "A policy calls auth.uid(), auth.jwt(), auth.role(), auth.email() or current_setting() outside a scalar subquery.",
  severity: "warn",
  category: "rls",
  rationale:
    "The answer is the same for the whole statement, but Postgres evaluates the call for each row it looks at. Inside `(select …)` it becomes an initialisation plan, run once: on large tables the difference is a factor of a hundred.",
  sources: [
    "splinter 0003_auth_rls_initplan",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#call-functions-with-select",
  ],
  scope: "shard",
  requires: [{ family: "policies" }, { family: "relations" }, { parser: true }],
  limits:
    "A call whose arguments name a column cannot be run once and is not reported, and neither is one deeper inside a subquery without tables, such as `(select (auth.jwt() ->> 'sub'))`; splinter, which compares texts, reports both, and a string constant that spells such a call. It is quiet about a policy where one of two calls of the same function is wrapped; this rule is not. Functions of the user are not looked into.",
  *check(input) {
    for (const subject of activePolicies(input)) {
      const { policy } = subject;
      if (![policy.using, policy.with_check].some((text) => text?.match(/auth\.|current_setting/))) continue;
      const clauses = readClauses(input, subject);
      if ("not_evaluated" in clauses) {
        yield clauses;
        continue;
      }
      if (input.parser === null) continue;
      const using = repeatedCalls(clauses.using, policy.using, input.parser);
      const check = repeatedCalls(clauses.check, policy.with_check, input.parser);
      if (using.length + check.length > 0) yield verdict(subject, { using, check });
    }
  },
};

function verdict(
  subject: PolicySubject,
  { using, check }: { using: readonly RepeatedCall[]; check: readonly RepeatedCall[] },
): Verdict {
  const { policy, object } = subject;
  const calls = [...new Set([...using, ...check].map((call) => call.text))];
  const edited = {
    using: editedText(policy.using, using),
    check: editedText(policy.with_check, check),
  };
  const original = {
    using: edited.using === null ? null : policy.using,
    check: edited.check === null ? null : policy.with_check,
  };
  const complete = [...using, ...check].every((call) => call.edit !== undefined);
  return {
    object,
    message: `Policy ${object.identity} evaluates ${calls.join(", ")} once for each row instead of once for the statement.`,
    evidence: { ...policyEvidence(subject), calls },
    remediation: complete
      ? {
          sql: alterPolicySql(subject, edited),
          undo_sql: alterPolicySql(subject, original),
          safety: "safe",
        }
      : {
          safety: "review",
          note: `Call ${calls.join(", ")} inside a scalar subquery, \`(select …)\`; one of the calls stands where a table does, which needs the subquery to be written anew.`,
        },
  };
}

function editedText(text: string | null, calls: readonly RepeatedCall[]): string | null {
  if (text === null || calls.length === 0) return null;
  return applyEdits(
    text,
    calls.flatMap((call) => (call.edit === undefined ? [] : [call.edit])),
  );
}

const repeated = new WeakMap<AstNode, readonly RepeatedCall[]>();

/** The calls of the request in one clause that run for each row; a tree is searched once, and equal texts share theirs. */
export function repeatedCalls(
  tree: AstNode | undefined,
  text: string | null,
  parser: SqlParser,
): readonly RepeatedCall[] {
  if (tree === undefined || text === null) return [];
  const known = repeated.get(tree) ?? findRepeatedCalls(tree, text, parser);
  repeated.set(tree, known);
  return known;
}

function findRepeatedCalls(tree: AstNode, text: string, parser: SqlParser): readonly RepeatedCall[] {
  const found: RepeatedCall[] = [];
  walk(tree, (kind, node, parents) => {
    if (kind !== "FuncCall" || !isRequestFact(node)) return true;
    // A call that depends on the row cannot be run once.
    if (namesColumn(node) || isRunOnce(parents) || typeof node.location !== "number") return false;
    const start = node.location;
    const end = endOfCall(text, start, parser);
    const call = byteSlice(text, start, end);
    found.push(
      standsAsTable(parents)
        ? { text: call }
        : { text: call, edit: { start, end, text: `(select ${call})` } },
    );
    return false;
  });
  return found;
}

function isRequestFact(call: AstNode): boolean {
  const { schema, name } = funcName(call);
  if (schema === "auth") return AUTH_FACTS.has(name);
  return name === "current_setting" && (schema === undefined || schema === "pg_catalog");
}

/**
 * Whether the innermost subquery around the node has neither a table nor a column of one around it. What stands left
 * of IN is outside of the subquery.
 */
function isRunOnce(parents: readonly WalkParent[]): boolean {
  const subLink = parents.findLast(({ kind, field }) => kind === "SubLink" && field === "subselect")?.node;
  if (subLink === undefined || !isNode(subLink.subselect, "SelectStmt")) return false;
  const { SelectStmt } = subLink.subselect;
  return SelectStmt.fromClause === undefined && !namesColumn(SelectStmt);
}

function namesColumn(node: AstNode): boolean {
  let found = false;
  walk({ Part: node }, (kind) => {
    if (kind === "ColumnRef") found = true;
    return !found;
  });
  return found;
}

function standsAsTable(parents: readonly WalkParent[]): boolean {
  const around = parents.at(-1)?.kind;
  return around === "RangeFunction" || (around === "List" && parents.at(-2)?.kind === "RangeFunction");
}

/** The byte after the parenthesis that closes the call. */
function endOfCall(text: string, start: number, parser: SqlParser): number {
  const bare = byteSlice(text, start).match(/^auth\.[a-z]+\(\)/)?.[0];
  if (bare !== undefined) return start + bare.length;
  let depth = 0;
  for (const token of parser.scan(text)) {
    if (token.start < start) continue;
    if (token.name === "ASCII_40") depth++;
    if (token.name === "ASCII_41" && --depth === 0) return token.end;
  }
  return new TextEncoder().encode(text).length;
}
