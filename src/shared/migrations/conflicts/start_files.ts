import { nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, stringConst } from "../../sql/walk.ts";
import { chainOf, type ReadFile, type ReadFolder } from "../reading.ts";

const STARTING_NAME = /(?:^|_)(?:baseline|remote_schema|initial_schema|init|dump|squashed?|snapshot)(?:_|$)/i;

/** Whether the file is the start that all others build upon, which is large and mixed by nature. */
export function isStart(folder: ReadFolder, file: ReadFile): boolean {
  const chain = chainOf(folder);
  if (chain[0] !== file) return false;
  return chain.length === 1 || STARTING_NAME.test(file.name) || isDump(file);
}

/** pg_dump empties the path first, so that every name in it is qualified. */
function isDump(file: ReadFile): boolean {
  return file.statements.slice(0, 30).some(({ statement }) => {
    if (statement.kind !== "SelectStmt" || !/set_config/i.test(statement.text)) return false;
    const { node } = statement;
    if (!isNode(node, "SelectStmt")) return false;
    return nodeList(node.SelectStmt.targetList).some((item) => {
      const call =
        isNode(item, "ResTarget") && isNode(item.ResTarget.val, "FuncCall")
          ? item.ResTarget.val.FuncCall
          : {};
      const [name, value] = nodeList(call.args).map(stringConst);
      return nameParts(call.funcname).at(-1) === "set_config" && name === "search_path" && value === "";
    });
  });
}
