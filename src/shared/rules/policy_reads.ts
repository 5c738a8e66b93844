import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { AstNode } from "../sql/ast.ts";
import { relationName, walk } from "../sql/walk.ts";
import { isInvokerView } from "./invoker_view.ts";
import { appliesTo, type PolicyClauses, type PolicySubject } from "./policy_expression.ts";

/** What a policy's expressions read through subqueries. */
export interface PolicyReads {
  readonly subject: PolicySubject;
  /** Tables that USING reads, views replaced by what they read with the caller's rights. */
  readonly using: ReadonlySet<number>;
  /** The same of WITH CHECK. */
  readonly check: ReadonlySet<number>;
}

/** Finds what expressions read; names are looked up once a snapshot. */
export function createReader(
  input: RuleInput,
): (subject: PolicySubject, clauses: PolicyClauses) => PolicyReads {
  const byName = new Map(input.snapshot.relations.map((relation) => [qualified(relation), relation]));
  const behind = createTableFinder(input);

  function tablesOf(clause: AstNode | undefined): ReadonlySet<number> {
    const tables = new Set<number>();
    walk(clause, (kind, node) => {
      if (kind !== "RangeVar") return;
      // Deparsed with an empty search path, a name without a schema is a WITH query or a catalog of Postgres.
      const { schema, name } = relationName(node);
      const relation = schema === undefined ? undefined : byName.get(qualified({ schema, name }));
      if (relation !== undefined) for (const table of behind(relation)) tables.add(table);
    });
    return tables;
  }

  return (subject, { using, check }) => ({ subject, using: tablesOf(using), check: tablesOf(check) });
}

/**
 * Tables that reading a relation reads as the caller. A view with the rights of its owner hides the tables that it reads,
 * yet a view with the caller's rights below it asks for them there too.
 */
export function createTableFinder(input: RuleInput): (relation: Relation) => ReadonlySet<number> {
  const dependencies = groupBy(input.snapshot.view_dependencies, (dependency) => dependency.view);
  const views = new Map<number, ReadonlySet<number>>();
  return function behind(relation) {
    if (relation.kind === "table" || relation.kind === "partitioned table") return new Set([relation.oid]);
    if (relation.kind !== "view") return new Set();
    const known = views.get(relation.oid);
    if (known !== undefined) return known;
    const tables = new Set<number>();
    views.set(relation.oid, tables);
    for (const dependency of dependencies.get(relation.oid) ?? []) {
      const read = input.lookup.relations.get(dependency.relation);
      if (read === undefined || (read.kind !== "view" && !isInvokerView(relation))) continue;
      for (const table of behind(read)) tables.add(table);
    }
    return tables;
  };
}

/** For one role: which tables a table's own policies read when it is queried. */
export interface ReadGraph {
  readonly reads: ReadonlyMap<number, ReadonlySet<number>>;
  /** Tables with a policy for reading that contains a subquery in either clause: Postgres marks the policy, not the clause. */
  readonly withSubquery: ReadonlySet<number>;
}

/**
 * The graph of reading for the role, of the policies that the server applies when it selects.
 * @param policies those whose expressions, USING or WITH CHECK, contain a subquery.
 */
export function readGraph(input: RuleInput, role: string, policies: readonly PolicyReads[]): ReadGraph {
  const reads = new Map<number, Set<number>>();
  const withSubquery = new Set<number>();
  for (const { subject, using } of policies) {
    const { policy, relation } = subject;
    if (policy.command !== "select" && policy.command !== "all") continue;
    if (!appliesTo(input, policy, role)) continue;
    withSubquery.add(relation.oid);
    const known = reads.get(relation.oid) ?? new Set<number>();
    for (const table of using) known.add(table);
    reads.set(relation.oid, known);
  }
  return { reads, withSubquery };
}

/** The way from one table over others back to the target; nothing where there is none. */
export function wayBack(graph: ReadGraph, from: number, target: number): readonly number[] | undefined {
  const previous = new Map<number, number | undefined>([[from, undefined]]);
  const queue = [from];
  for (let index = 0; index < queue.length; index++) {
    const table = queue[index] as number;
    if (table === target) {
      const way: number[] = [];
      for (let step: number | undefined = table; step !== undefined; step = previous.get(step))
        way.unshift(step);
      return way;
    }
    for (const next of graph.reads.get(table) ?? []) {
      if (previous.has(next)) continue;
      previous.set(next, table);
      queue.push(next);
    }
  }
  return undefined;
}

/** The roles whose policies may differ: the Data API's, and those that policies name. */
export function rolesOf(
  input: RuleInput,
  policies: readonly Pick<PolicyReads, "subject">[],
): readonly string[] {
  const named = new Set<string>([...API_ROLES, ...policies.flatMap(({ subject }) => subject.policy.roles)]);
  return [...named].filter((role) => input.access.roleExists(role) && !input.access.bypassesRls(role)).sort();
}
