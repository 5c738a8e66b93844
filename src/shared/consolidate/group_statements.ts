import type { BaselineStatement } from "./baseline_parts.ts";

/**
 * Brings what belongs to a table behind the table: its indexes, row level security, policies, comments. A statement moves
 * only when all that it needs is there already; the order is otherwise kept.
 */
export function groupedByTable(statements: readonly BaselineStatement[]): readonly BaselineStatement[] {
  const makers = new Map<string, BaselineStatement>();
  for (const statement of statements) {
    for (const id of statement.makes) if (!makers.has(id)) makers.set(id, statement);
  }
  const members = new Map<string, BaselineStatement[]>();
  for (const statement of statements) {
    if (statement.table === undefined) continue;
    const known = members.get(statement.table);
    if (known === undefined) members.set(statement.table, [statement]);
    else known.push(statement);
  }
  const written = new Set<BaselineStatement>();
  const isReady = (statement: BaselineStatement): boolean =>
    statement.needs.every((id) => {
      const maker = makers.get(id);
      return maker === undefined || maker === statement || written.has(maker);
    });
  for (const statement of statements) {
    if (written.has(statement)) continue;
    written.add(statement);
    for (const member of members.get(statement.table ?? "") ?? []) {
      if (!written.has(member) && isReady(member)) written.add(member);
    }
  }
  return [...written];
}
