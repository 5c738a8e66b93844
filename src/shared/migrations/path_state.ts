import { type AstNode, nodeList } from "../sql/ast.ts";
import { fieldsOf, isNode, nameParts, stringConst } from "../sql/walk.ts";
import { textField } from "./event_refs.ts";

/** The path of a new session on Supabase, without `"$user"`, whose schema nobody makes. */
export const DEFAULT_PATH: readonly string[] = ["public", "extensions"];

/** Settings of the session that decide what names mean, as they change through a file. */
export class PathState {
  path: readonly string[] = DEFAULT_PATH;
  /** `check_function_bodies`: off, a body of language sql is not looked at until it runs. */
  checksBodies = true;

  /** Takes over what a statement sets. */
  apply(kind: string, node: AstNode): void {
    if (kind === "VariableSetStmt") this.#set(node);
    else if (kind === "SelectStmt") this.#setByCall(node);
    else if (kind === "DiscardStmt" && node.target === "DISCARD_ALL") this.#reset();
  }

  #reset(): void {
    this.path = DEFAULT_PATH;
    this.checksBodies = true;
  }

  #set(node: AstNode): void {
    if (node.kind === "VAR_RESET_ALL") this.#reset();
    else if (node.name === "search_path") this.path = pathOf(node) ?? DEFAULT_PATH;
    else if (node.name === "check_function_bodies") {
      const [value] = nodeList(node.args);
      this.checksBodies = !isOff(stringConst(value));
    }
  }

  /** `select set_config('search_path', '', false)`, as a dump begins. */
  #setByCall(node: AstNode): void {
    for (const item of nodeList(node.targetList)) {
      const call = isNode(item, "ResTarget") ? fieldsOf(item.ResTarget.val, "FuncCall") : undefined;
      if (call === undefined || nameParts(call.funcname).at(-1) !== "set_config") continue;
      const [name, value] = nodeList(call.args).map(stringConst);
      if (name === "search_path" && value !== undefined) this.path = readPath(value.split(","));
      if (name === "check_function_bodies") this.checksBodies = !isOff(value);
    }
  }
}

/** The path that a SET statement or clause gives; nothing where it goes back to the default. */
export function pathOf(node: AstNode): readonly string[] | undefined {
  if (textField(node, "kind") !== "VAR_SET_VALUE") return undefined;
  const values = nodeList(node.args).map((value) => stringConst(value) ?? "");
  // One text with commas is one name, except for `set_config`, which splits it.
  return readPath(values);
}

function readPath(values: readonly string[]): readonly string[] {
  return values
    .map((value) => value.trim().replace(/^"(.*)"$/, "$1"))
    .filter(
      (schema) =>
        schema !== "" && schema !== "$user" && schema !== "pg_catalog" && !schema.startsWith("pg_temp"),
    );
}

function isOff(value: string | undefined): boolean {
  return value !== undefined && /^(?:off|false|f|0|no)$/i.test(value);
}
