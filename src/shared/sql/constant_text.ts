import type { AstNode, AstValue } from "./ast.ts";
import { columnRefParts, constValue, isNode, nameParts } from "./walk.ts";

/** The constant pieces of a text expression, in order. */
export interface ConstantText {
  readonly text: string;
  /** False when values that are not constant stand between the pieces. */
  readonly complete: boolean;
}

/** Gives the expressions a name can have, or nothing when others can reach it. */
export type Assigned = (name: string) => readonly AstNode[] | undefined;

/** Reads constants, `||` and variables of the same body; nothing for an expression that chooses between texts. */
export function readConstantText(value: AstValue, assigned: Assigned): ConstantText | undefined {
  const constant = constValue(value);
  if (constant !== undefined)
    return { text: constant === null ? "" : String(constant), complete: constant !== null };
  if (isNode(value, "A_Expr") && nameParts(value.A_Expr.name).at(-1) === "||") {
    return join([value.A_Expr.lexpr, value.A_Expr.rexpr], assigned);
  }
  if (isNode(value, "FuncCall")) return { text: "", complete: false };
  const parts = columnRefParts(isNode(value, "ColumnRef") ? value : undefined);
  const [name] = parts;
  if (name === undefined || parts.length > 1) return undefined;
  const values = assigned(name);
  if (!values) return { text: "", complete: false };
  const joined = join(values, (other) => (other === name ? undefined : assigned(other)));
  return joined && { text: joined.text, complete: joined.complete && values.length === 1 };
}

function join(values: readonly AstValue[], assigned: Assigned): ConstantText | undefined {
  const parts = values.map((value) => readConstantText(value, assigned));
  let text = "";
  let complete = true;
  for (const part of parts) {
    if (!part) return undefined;
    text += part.text;
    complete &&= part.complete;
  }
  return { text, complete };
}
