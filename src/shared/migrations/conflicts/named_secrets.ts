import type { FoundSecret } from "../../rules/secret_formats.ts";
import { isPlaceholder, looksGenerated } from "../../rules/secret_values.ts";
import { secretsOfSetting } from "../../rules/secret_words.ts";
import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { funcName, isNode, stringConst, walk } from "../../sql/walk.ts";
import type { ReadStatement } from "../reading.ts";

/** Names that settings with secrets have, and functions of Vault: in texts without them nothing is named a secret. */
export const NAMING = /(?:password|passwd|secret|key|token)["']?\s*(?:=|to\b|,)|create_secret|update_secret/i;

/** Functions that are handed a secret. */
const HANDING = /set_config|create_secret|update_secret/i;

/** Statements with a SET clause, or that are one. */
const SETTING: ReadonlySet<string> = new Set([
  "AlterDatabaseSetStmt",
  "AlterFunctionStmt",
  "AlterRoleSetStmt",
  "AlterSystemStmt",
  "CreateFunctionStmt",
  "VariableSetStmt",
]);

/** A generated text that is shorter than this may be a word. */
const SHORTEST = 16;

/** A secret with its value, which goes into no message. */
interface NamedSecret extends FoundSecret {
  readonly value: string;
}

/** Secrets that are known by the name they are given, or by the function they are handed to. */
export function namedSecrets({ statement }: ReadStatement): readonly NamedSecret[] {
  const { text, kind: own } = statement;
  const found: NamedSecret[] = [];
  const add = (kind: string, value: string): void => {
    found.push({ kind, value, ...placeIn(text, value) });
  };
  // Settings and calls alone are looked into: a walk of every statement would cost more than the formats do.
  if (!NAMING.test(text) || !(SETTING.has(own) || HANDING.test(text))) return found;
  walk(statement.node, (kind, fields) => {
    if (kind === "VariableSetStmt") {
      const value = stringConst(nodeList(fields.args)[0]);
      if (value === undefined) return;
      for (const secret of secretsOfSetting(String(fields.name), value)) add(secret.kind, value);
    }
    if (kind === "FuncCall") readCall(fields, add);
  });
  return found;
}

function readCall(call: AstNode, add: (kind: string, value: string) => void): void {
  const { schema, name } = funcName(call);
  const args = nodeList(call.args).map((argument) =>
    isNode(argument, "NamedArgExpr") ? argument.NamedArgExpr.arg : argument,
  );
  const [first, second] = args.map((argument) => (isAstNode(argument) ? stringConst(argument) : undefined));
  if (name === "set_config" && first !== undefined && second !== undefined) {
    for (const secret of secretsOfSetting(first, second)) add(secret.kind, second);
  }
  const value =
    schema !== "vault"
      ? undefined
      : name === "create_secret"
        ? first
        : name === "update_secret"
          ? second
          : undefined;
  if (value === undefined || value.length < SHORTEST || isPlaceholder(value) || !looksGenerated(value))
    return;
  add("value that is put into Vault", value);
}

function placeIn(text: string, value: string): { readonly line: number; readonly column: number } {
  const at = Math.max(0, text.indexOf(value));
  const before = text.slice(0, at);
  return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
}
