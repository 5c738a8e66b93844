import { tableObjectRef } from "../catalog/identity.ts";
import { type AstNode, type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { columnSize } from "./columns.ts";
import type { FlowFindings, FlowNames } from "./flow.ts";
import { readExpressionSize } from "./flow_expressions.ts";
import { innerScope, type Row } from "./flow_scope.ts";
import { DISTANCE_OPERATOR, isDistanceOperator } from "./operators.ts";
import type { NameSources } from "./routine_names.ts";
import type { Search } from "./routine_vectors.ts";

/** Distance operators in the expressions of row security policies, which run with every query of the table. */
export function policySearches({ input, columns, findRelation, types }: NameSources): readonly Search[] {
  const { parser, snapshot, lookup } = input;
  if (parser === null) return [];
  const rowOf = (relation: number | undefined): Row =>
    new Map((columns.get(relation ?? 0) ?? []).map((column) => [column.column.name, columnSize(column)]));
  const names: FlowNames = {
    // Expressions are deparsed with every name qualified.
    row: (name) => rowOf(findRelation(name, [])?.oid),
    columnNames: () => [],
    variable: () => undefined,
    parameter: () => undefined,
    type: (name, options) => {
      const type = types.byName(name, options);
      return (
        type && {
          kind: type.kind,
          dimension: type.dimension,
          array: type.array,
          source: "cast",
          name: name.name,
        }
      );
    },
    argument: () => undefined,
  };
  return snapshot.policies.flatMap((policy): Search[] => {
    const relation = lookup.relations.get(policy.relation);
    if (relation === undefined || !DISTANCE_OPERATOR.test(`${policy.using} ${policy.with_check}`)) return [];
    const searches: Search[] = [];
    const by = `policy ${tableObjectRef("policy", policy.name, relation).identity}`;
    const findings: FlowFindings = {
      meet: () => undefined,
      state: () => undefined,
      search: (value, operator) => {
        if (value.column === undefined || !isDistanceOperator(operator)) return;
        searches.push({ column: value.column, operator, by, line: 1 });
      },
    };
    for (const text of [policy.using, policy.with_check]) {
      const node = text !== null && DISTANCE_OPERATOR.test(text) ? parse(parser, text) : undefined;
      const scope = innerScope();
      scope.rows.set(relation.name, rowOf(relation.oid));
      readExpressionSize({ names, findings, plpgsql: false, line: 1 }, node, scope);
    }
    return searches;
  });
}

function parse(parser: SqlParser, text: string): AstNode | undefined {
  try {
    return parser.parseExpression(text);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}
