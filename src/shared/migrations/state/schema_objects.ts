import { API_ROLES, type ApiRole } from "../../catalog/scope.ts";
import type { AstNode } from "../../sql/ast.ts";
import type { ReadStatement } from "../reading.ts";
import { isSameType } from "../type_names.ts";

/** Where a fact of the state comes from: a statement of a file, or one inside of its DO block. */
export interface Origin {
  readonly statement: ReadStatement;
  /** 1-based line in the file. */
  readonly line: number;
  /** 1-based; left out where only the line is known. */
  readonly column?: number;
}

/** A column as the files declare it. */
export interface StateColumn {
  readonly name: string;
  /** Its TypeName. */
  readonly typeNode: AstNode;
  readonly notNull: boolean;
  readonly origin: Origin;
}

/** Kind of a relation; `unknown` for one that no file makes before it is used. */
export type StateRelationKind =
  | "table"
  | "partitioned table"
  | "view"
  | "materialized view"
  | "foreign table"
  | "unknown";

/** A relation as it is after the statements so far. */
export interface StateRelation {
  schema: string;
  name: string;
  kind: StateRelationKind;
  /** The statement that made it; nothing where no file does. */
  made?: Origin;
  readonly columns: Map<string, StateColumn>;
  readonly policies: Map<string, StatePolicy>;
  readonly triggers: Map<string, StateTrigger>;
  /** False where the statement does not say all of its columns. */
  columnsKnown: boolean;
  rls: boolean;
  /** A loop over names that the text does not hold, which may have changed row level security. */
  rlsDoubt?: Origin;
  parent?: StateRelation;
  /** Roles of the Data API that no statement has taken their privileges from. */
  readonly api: Set<ApiRole>;
  /** Of a view: `security_invoker` is on, and which statement said so last. */
  invoker: boolean;
  settings?: Origin;
  /** Of a view: its query, and the relations that it reads. */
  query?: AstNode;
  reads: readonly StateRelation[];
}

/** A row security policy. */
export interface StatePolicy {
  name: string;
  readonly relation: StateRelation;
  readonly permissive: boolean;
  readonly command: string;
  /** `public` stands for everybody. */
  roles: readonly string[];
  using?: AstNode;
  check?: AstNode;
  readonly made: Origin;
  /** The statement that gave it its expressions. */
  clausesFrom: Origin;
  /** A loop that drops policies whose names the text does not hold. */
  dropDoubt?: Origin;
}

/** One definition of a routine. */
export interface StateRoutine {
  schema: string;
  name: string;
  /** Types of its input arguments, as its signature has them. */
  readonly inputs: readonly string[];
  /** Its CREATE statement, wrapped. */
  readonly node: AstNode;
  readonly made: Origin;
  readonly path: readonly string[];
  /** Triggers that run it. */
  readonly triggers: Set<StateTrigger>;
  definer: boolean;
  /** It has a search_path of its own. */
  pinned: boolean;
  pinnedBy?: Origin;
  /** An ALTER that made it SECURITY DEFINER. */
  definerBy?: Origin;
  invokerBy?: Origin;
  droppedBy?: Origin;
  replacedBy?: Origin;
}

/** An index on an expression or a column. */
export interface StateIndex {
  schema: string;
  name: string;
  readonly relation: StateRelation;
  readonly node: AstNode;
  readonly made: Origin;
}

/** A trigger and the routine it runs. */
export interface StateTrigger {
  name: string;
  /** Nothing for an event trigger. */
  readonly relation?: StateRelation;
  /** Nothing for one that no file makes. */
  routine?: StateRoutine;
  /** Of an event trigger that switches row level security on for new tables: where it is made. */
  switchesRls?: Origin;
}

/** A column that is declared while there is one already: `if not exists` hides the second declaration. */
export interface HiddenColumn {
  readonly relation: StateRelation;
  readonly declared: StateColumn;
  readonly ifNotExists: boolean;
}

/** A loop that makes policies by names that the text does not hold; tables and expressions may be holes too. */
export interface PolicyLoop {
  readonly origin: Origin;
  /** The fields of its CREATE or ALTER POLICY. */
  readonly fields: AstNode;
}

/** Key of a name within a schema. */
export function keyOf(schema: string, name: string): string {
  return `${schema}\u0000${name}`;
}

/** The schema in which a name without one is made. */
export function creationSchema(path: readonly string[]): string {
  return path[0] ?? "public";
}

/** A relation with nothing on it. */
export function newRelation(
  name: { readonly schema: string; readonly name: string },
  kind: StateRelationKind,
): StateRelation {
  return {
    ...name,
    kind,
    columns: new Map(),
    policies: new Map(),
    triggers: new Map(),
    columnsKnown: kind !== "unknown",
    rls: false,
    api: new Set(API_ROLES),
    invoker: false,
    reads: [],
  };
}

/** Whether two lists of input types are one signature. */
export function sameInputs(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length === right.length && left.every((type, position) => isSameType(type, right[position] ?? ""))
  );
}
