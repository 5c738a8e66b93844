import type { RepairStatement } from "../proof/plan_repair.ts";

/** Statements that run in one transaction, or one that can run in none. */
export interface Segment {
  readonly transaction: boolean;
  readonly statements: readonly RepairStatement[];
}

/** Cuts a repair where Postgres demands a commit. */
export function segmentsOf(statements: readonly RepairStatement[]): readonly Segment[] {
  const segments: { readonly transaction: boolean; readonly statements: RepairStatement[] }[] = [];
  let isOpen = false;
  for (const statement of statements) {
    const last = segments.at(-1);
    if (last !== undefined && isOpen && !statement.alone && !statement.afterCommit) {
      last.statements.push(statement);
    } else {
      segments.push({ transaction: !statement.alone, statements: [statement] });
    }
    isOpen = !statement.alone && !statement.commits;
  }
  return segments;
}
