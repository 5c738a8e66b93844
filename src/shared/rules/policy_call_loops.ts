import type { Routine } from "../catalog/routines.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { ReadingCall } from "./policy_calls.ts";
import { appliesTo, type PolicySubject } from "./policy_expression.ts";
import { type PolicyReads, type ReadGraph, readGraph, rolesOf, wayBack } from "./policy_reads.ts";

/** A policy for reading with its calls of functions that read tables as the caller. */
export interface PolicyCalls {
  readonly subject: PolicySubject;
  readonly calls: readonly ReadingCall[];
}

/** A call by which a policy comes back to its table. */
export interface CallLoop {
  readonly subject: PolicySubject;
  readonly routine: Routine;
  readonly way: readonly number[];
  /** Nothing else may let a row through before the call is made. */
  readonly certain: boolean;
}

/** Whether the policy is applied when the table is read. */
export function isForReading({ policy }: PolicySubject): boolean {
  return policy.command === "select" || policy.command === "all";
}

/** The loops over at least one function. */
export function findCallLoops(
  input: RuleInput,
  policies: readonly PolicyReads[],
  calling: readonly PolicyCalls[],
): readonly CallLoop[] {
  if (calling.length === 0) return [];
  const found = new Map<number, CallLoop>();
  for (const role of rolesOf(input, calling)) {
    const graph = withCalls(readGraph(input, role, policies), input, { role, calling });
    const loops = calling.flatMap(({ subject, calls }): CallLoop[] => {
      if (!appliesTo(input, subject.policy, role)) return [];
      for (const { routine, tables, avoidable } of calls) {
        for (const table of tables) {
          const way = wayBack(graph, table, subject.relation.oid);
          if (way !== undefined) return [{ subject, routine, way, certain: !avoidable }];
        }
      }
      return [];
    });
    const looping = new Set(loops.map(({ subject }) => subject.policy.oid));
    for (const loop of loops) {
      const { policy, relation } = loop.subject;
      const isAlone = (input.lookup.policies.get(relation.oid) ?? []).every(
        (other) =>
          looping.has(other.oid) ||
          !other.permissive ||
          (other.command !== "select" && other.command !== "all") ||
          !appliesTo(input, other, role),
      );
      const certain = loop.certain && (isAlone || !policy.permissive);
      if (found.get(policy.oid)?.certain !== true) found.set(policy.oid, { ...loop, certain });
    }
  }
  return [...found.values()];
}

/** The graph of reading, with what functions in the policies of a table read beside their subqueries. */
function withCalls(
  { reads, withSubquery }: ReadGraph,
  input: RuleInput,
  { role, calling }: { readonly role: string; readonly calling: readonly PolicyCalls[] },
): ReadGraph {
  const all = new Map<number, ReadonlySet<number>>(reads);
  for (const { subject, calls } of calling) {
    if (!appliesTo(input, subject.policy, role)) continue;
    const { oid } = subject.relation;
    all.set(oid, new Set([...(all.get(oid) ?? []), ...calls.flatMap(({ tables }) => [...tables])]));
  }
  return { reads: all, withSubquery };
}
