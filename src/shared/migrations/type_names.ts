import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { quoteIdent } from "../sql/ident.ts";
import { isNode, nameParts, typeName } from "../sql/walk.ts";

/** Names of the grammar for types, as SQL spells them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  bool: "boolean",
  bpchar: "character",
  float4: "real",
  float8: "double precision",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  timestamptz: "timestamp with time zone",
  timestamp: "timestamp without time zone",
  timetz: "time with time zone",
  time: "time without time zone",
  varbit: "bit varying",
  varchar: "character varying",
};

/** A type as format_type() spells it, with the schema that the text gives and its modifiers: `extensions.vector(384)`. */
export function typeText(node: AstValue): string {
  if (!isAstNode(node)) return "";
  const type = isNode(node, "TypeName") ? node.TypeName : node;
  const { schema, name, typmods, arrayDims, setof } = typeName(type);
  const spelt = SPELLINGS[name];
  const own = schema === undefined || schema === "pg_catalog";
  // A precision stands inside the long form: timestamp(3) with time zone.
  const modifier = typmods.length > 0 ? `(${typmods.join(",")})` : "";
  const [first = "", ...rest] =
    own && spelt !== undefined ? (/^time/.test(spelt) ? spelt.split(" ") : [spelt]) : [quoteIdent(name)];
  const base = [`${first}${modifier}`, ...rest].join(" ");
  const qualified = own ? base : `${quoteIdent(schema)}.${base}`;
  const referenced =
    type.pct_type === true ? `${nameParts(type.names).map(quoteIdent).join(".")}%type` : qualified;
  return `${setof ? "setof " : ""}${referenced}${"[]".repeat(arrayDims)}`;
}

/** The same without its modifiers, which are no part of a routine's signature. */
export function signatureType(node: AstValue): string {
  return typeText(withoutModifiers(node));
}

function withoutModifiers(node: AstValue): AstValue {
  if (!isAstNode(node)) return node;
  const { typmods: _typmods, ...type } = isNode(node, "TypeName") ? node.TypeName : node;
  return type;
}

const OUTPUT_MODES: ReadonlySet<unknown> = new Set(["FUNC_PARAM_OUT", "FUNC_PARAM_TABLE"]);

/** Whether a parameter of the mode is a part of the signature. */
export function isInputMode(mode: unknown): boolean {
  return !OUTPUT_MODES.has(mode);
}

/** The parameters of a routine that are a part of its signature. */
export function inputParameters(parameters: AstValue): readonly AstNode[] {
  return nodeList(parameters).flatMap((item) =>
    isNode(item, "FunctionParameter") && isInputMode(item.FunctionParameter.mode)
      ? [item.FunctionParameter]
      : [],
  );
}

/** Whether two types of a signature are one: a schema that only one of them names makes no difference. */
export function isSameType(left: string, right: string): boolean {
  if (left === right) return true;
  const [one, other] = [bare(left), bare(right)];
  return one === other && (one === left || other === right);
}

function bare(type: string): string {
  return type.replace(/^(?:"(?:[^"]|"")*"|[^".(]+)\./, "");
}
