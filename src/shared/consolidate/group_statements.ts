import type { BaselineStatement } from "./baseline_parts.ts";

/**
 * Puts what a statement needs before it, and what belongs to a table behind the table: its row level security, indexes,
 * policies, comments. A statement moves up only when all that it needs is there already; the order is otherwise kept.
 */
export function groupedByTable(statements: readonly BaselineStatement[]): readonly BaselineStatement[] {
  const makers = new Map<string, BaselineStatement>();
  const members = new Map<string, BaselineStatement[]>();
  for (const statement of statements) {
    for (const id of statement.makes) if (!makers.has(id)) makers.set(id, statement);
    if (statement.table === undefined) continue;
    const known = members.get(statement.table);
    if (known === undefined) members.set(statement.table, [statement]);
    else known.push(statement);
  }
  const written = new Set<BaselineStatement>();
  const entered = new Set<BaselineStatement>();
  const makersOf = (statement: BaselineStatement) =>
    statement.needs.flatMap((id) => {
      const maker = makers.get(id);
      return maker === undefined || maker === statement ? [] : [maker];
    });
  const isReady = (statement: BaselineStatement) => makersOf(statement).every((maker) => written.has(maker));
  const write = (statement: BaselineStatement): void => {
    // Two that need each other cannot both come first.
    if (entered.has(statement)) return;
    entered.add(statement);
    for (const maker of makersOf(statement)) write(maker);
    written.add(statement);
    for (const member of members.get(statement.table ?? "") ?? []) {
      if (!entered.has(member) && isReady(member)) write(member);
    }
  };
  for (const statement of statements) write(statement);
  return [...written];
}
