import { type AstNode, isAstNode } from "./ast.ts";
import type { DynamicSql } from "./dynamic_sql.ts";
import type { SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import type { BodyStatement } from "./plpgsql.ts";
import {
  funcName,
  nameParts,
  type QualifiedName,
  relationName,
  stringConst,
  type TypeReference,
  typeName,
  type WalkParent,
  walk,
} from "./walk.ts";

/** A cast, `x::t` or `cast(x as t)`. */
export interface CastReference extends TypeReference {
  readonly line: number;
}

/** A relation a statement names; names of the WITH clause of the same statement are left out. */
export interface RelationReference extends QualifiedName {
  readonly mode: "read" | "write";
  readonly line: number;
}

/** A call of a function. */
export interface CallReference extends QualifiedName {
  /** Fields of the FuncCall. */
  readonly node: AstNode;
  readonly line: number;
}

/** What the statements of a body refer to. Lines are 1-based in the body. */
export interface SqlFacts {
  readonly casts: readonly CastReference[];
  readonly relations: readonly RelationReference[];
  readonly calls: readonly CallReference[];
  /** The body sets search_path: SET, set_config(), or an EXECUTE of a constant text that does. */
  readonly setsSearchPath: boolean;
}

/** Fields of a statement that hold the relation it changes. */
const WRITTEN_FIELDS: ReadonlySet<string> = new Set([
  "InsertStmt.relation",
  "UpdateStmt.relation",
  "DeleteStmt.relation",
  "MergeStmt.relation",
  "TruncateStmt.relations",
  "AlterTableStmt.relation",
  "CreateStmt.relation",
  "CreateTrigStmt.relation",
  "IndexStmt.relation",
  "ViewStmt.view",
  "IntoClause.rel",
  "RenameStmt.relation",
  "RefreshMatViewStmt.relation",
  "LockStmt.relations",
  "RuleStmt.relation",
  "CreatePolicyStmt.table",
  "AlterPolicyStmt.table",
  "CreateSeqStmt.sequence",
  "AlterSeqStmt.sequence",
]);

interface FactSource {
  readonly statements: readonly BodyStatement[];
  readonly dynamic: readonly DynamicSql[];
}

/** Collects what the statements refer to; the constant texts of EXECUTE are asked for search_path only. */
export function collectFacts(parser: SqlParser, { statements, dynamic }: FactSource): SqlFacts {
  const casts: CastReference[] = [];
  const relations: RelationReference[] = [];
  const calls: CallReference[] = [];
  for (const { node: root, line } of statements) {
    const withNames = collectWithNames(root);
    walk(root, (kind, node, parents) => {
      if (kind === "FuncCall") calls.push({ ...funcName(node), node, line });
      else if (kind === "TypeCast" && isAstNode(node.typeName))
        casts.push({ ...typeName(node.typeName), line });
      else if (kind === "RangeVar") {
        const relation = relationName(node);
        if (relation.schema !== undefined || !withNames.has(relation.name)) {
          relations.push({ ...relation, mode: modeOf(parents), line });
        }
      }
    });
  }
  const texts = dynamic.flatMap(({ constantText }) => (constantText === undefined ? [] : [constantText]));
  const setsSearchPath =
    statements.some(({ node }) => setsPath(node)) || texts.some((text) => textSetsPath(parser, text));
  return { casts, relations, calls, setsSearchPath };
}

function collectWithNames(root: AstNode): ReadonlySet<string> {
  const names = new Set<string>();
  walk(root, (kind, node) => {
    if (kind === "CommonTableExpr" && typeof node.ctename === "string") names.add(node.ctename);
  });
  return names;
}

function modeOf(parents: readonly WalkParent[]): "read" | "write" {
  const parent = parents.at(-1);
  if (!parent) return "read";
  if (parent.kind === "CopyStmt") return parent.node.is_from === true ? "write" : "read";
  return WRITTEN_FIELDS.has(`${parent.kind}.${parent.field}`) ? "write" : "read";
}

/** True when running the statement changes search_path. */
export function setsPath(root: AstNode): boolean {
  let found = false;
  walk(root, (kind, node) => {
    if (kind === "VariableSetStmt") found ||= node.name === "search_path";
    else if (kind === "FuncCall" && nameParts(node.funcname).at(-1) === "set_config") {
      const [setting] = Array.isArray(node.args) ? (node.args as readonly AstNode[]) : [];
      found ||= stringConst(setting)?.toLowerCase() === "search_path";
    }
    // A function's own SET clause does not change the session's path.
    return kind !== "CreateFunctionStmt" && kind !== "AlterFunctionStmt";
  });
  return found;
}

function textSetsPath(parser: SqlParser, text: string): boolean {
  try {
    return parser.parse(text).statements.some(({ node }) => setsPath(node));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return false;
    throw error;
  }
}
