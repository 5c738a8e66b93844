import type { BaselineStatement } from "../../shared/consolidate/baseline_parts.ts";
import { messageOf, type Session, sqlState } from "../../shared/database/database.ts";
import { runApart } from "../../shared/migrations/replay_guard.ts";
import { quoteLiteral } from "../../shared/sql/ident.ts";

/** How statements went on a trial database. */
export interface Trial {
  /** Those that ran, in the order in which they did. */
  readonly done: readonly BaselineStatement[];
  readonly refused: readonly { readonly statement: BaselineStatement; readonly message: string }[];
}

/** Runs statements one by one; one that is refused is tried again when others have run, until nothing moves. */
export async function runUntilStill(
  session: Session,
  statements: readonly BaselineStatement[],
): Promise<Trial> {
  const done: BaselineStatement[] = [];
  let waiting = statements;
  for (;;) {
    const refused: { statement: BaselineStatement; message: string }[] = [];
    for (const statement of waiting) {
      const message = await attempt(session, statement.sql);
      if (message === undefined) done.push(statement);
      else refused.push({ statement, message });
    }
    if (refused.length === 0 || refused.length === waiting.length) return { done, refused };
    waiting = refused.map(({ statement }) => statement);
  }
}

/** Runs statements in their order, each under the settings that it ran under in the old chain. */
export async function runInOrder(session: Session, statements: readonly BaselineStatement[]): Promise<Trial> {
  const done: BaselineStatement[] = [];
  const refused: { statement: BaselineStatement; message: string }[] = [];
  for (const statement of statements) {
    const effect = statement.from?.effect;
    if (effect !== undefined) await session.execute(settingsSql(effect));
    const message = await attempt(session, statement.sql);
    if (message === undefined) done.push(statement);
    else refused.push({ statement, message });
    if (effect !== undefined) await session.execute("set local role none; set local search_path to default");
  }
  return { done, refused };
}

/** Settings of the transaction, as a query: \`set local\` would warn where a file is an implicit transaction. */
export function settingsSql({
  searchPath,
  role,
}: {
  readonly searchPath: string;
  readonly role: string;
}): string {
  const set = (name: string, value: string) =>
    `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`;
  return `select ${[set("search_path", searchPath), ...(role === "" ? [] : [set("role", role)])].join(", ")}`;
}

async function attempt(session: Session, sql: string): Promise<string | undefined> {
  try {
    await runApart(session, sql);
    return undefined;
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return messageOf(error);
  }
}
