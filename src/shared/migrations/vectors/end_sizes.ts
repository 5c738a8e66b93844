import { isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode } from "../../sql/walk.ts";
import { type Flow, readStatement } from "../../vector/flow.ts";
import { readExpressionSize } from "../../vector/flow_expressions.ts";
import { innerScope } from "../../vector/flow_scope.ts";
import type { SizeConflict } from "../../vector/size.ts";
import type { StateIndex, StateRelation } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { columnSize, rowOfRelation, statementNames } from "./vector_names.ts";

/** Sizes that meet in the expression of an index, or in the query of a view. */
export function indexConflict(state: SchemaState, index: StateIndex): SizeConflict | undefined {
  const fields = isNode(index.node, "IndexStmt") ? index.node.IndexStmt : index.node;
  const path = index.made.statement.searchPath;
  const scope = innerScope();
  scope.rows.set(index.relation.name, rowOfRelation({ state, path }, index.relation));
  return conflictIn(state, path, (flow) => {
    for (const item of nodeList(fields.indexParams)) {
      const element = isNode(item, "IndexElem") ? item.IndexElem : {};
      if (isAstNode(element.expr)) readExpressionSize(flow, element.expr, scope);
    }
    if (isAstNode(fields.whereClause)) readExpressionSize(flow, fields.whereClause, scope);
  });
}

/** The same of a view. */
export function viewConflict(state: SchemaState, view: StateRelation): SizeConflict | undefined {
  const { query } = view;
  const path = view.made?.statement.searchPath ?? [];
  return query === undefined ? undefined : conflictIn(state, path, (flow) => readStatement(flow, query));
}

function conflictIn(
  state: SchemaState,
  path: readonly string[],
  read: (flow: Flow) => unknown,
): SizeConflict | undefined {
  let found: SizeConflict | undefined;
  read({
    names: statementNames({ state, path }),
    plpgsql: false,
    line: 1,
    findings: {
      meet: (left, right) => {
        if (left.dimension === -1 || right.dimension === -1 || left.dimension === right.dimension) return;
        if (left.array !== right.array) return;
        found ??= { left: left.stated ?? left, right: right.stated ?? right, line: 1 };
      },
      search: () => undefined,
      state: () => undefined,
    },
  });
  return found;
}

/** A column that is declared a second time with another size, which the first declaration hides. */
export interface HiddenSize {
  readonly relation: StateRelation;
  readonly column: string;
  readonly declared: ReturnType<SchemaState["hiddenColumns"]["at"]> & object;
  readonly hidden: number;
  readonly kept: number;
}

/** Second declarations whose size is not the one that the column has at the end. */
export function* hiddenSizes(state: SchemaState): Generator<HiddenSize> {
  for (const declared of state.hiddenColumns) {
    const { relation } = declared;
    const { name } = declared.declared;
    const column = relation.columns.get(name);
    const path = declared.declared.origin.statement.searchPath;
    // A relation that was dropped since is another one.
    if (column === undefined || state.findRelation(relation, []) !== relation) continue;
    const hidden = columnSize({ state, path }, relation, declared.declared);
    const kept = columnSize({ state, path }, relation, column);
    if (hidden === undefined || kept === undefined || hidden.dimension === kept.dimension) continue;
    if (hidden.dimension === -1 || kept.dimension === -1) continue;
    yield { relation, column: name, declared, hidden: hidden.dimension, kept: kept.dimension };
  }
}
