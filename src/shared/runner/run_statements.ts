import { type Session, sqlState } from "../database/database.ts";
import type { ScriptStatement } from "./migration_script.ts";
import { goOnUnless } from "./pause.ts";

/** Told before each statement. */
export type BeforeStatement = (statement: ScriptStatement) => void;

/** Rows travel in groups of about so many characters: one round trip each would dominate a file of seed data. */
const GROUP_LENGTH = 64 * 1024;
const GROUP_SIZE = 500;

/** Errors after which trying again one by one would only wait again. */
const NOT_TRIED_AGAIN = new Set(["55P03", "40P01", "40001", "57014"]);

/**
 * Runs statements in order inside the open transaction, stopping at the first failure; `before` was then last told of
 * the statement that failed.
 */
export async function runStatements(
  session: Session,
  statements: readonly ScriptStatement[],
  watch: { readonly before: BeforeStatement; readonly signal?: AbortSignal },
): Promise<void> {
  for (const group of groups(statements)) {
    goOnUnless(watch.signal);
    const [first, ...more] = group;
    if (first === undefined) continue;
    watch.before(first);
    if (more.length === 0) await session.execute(first.text);
    else await runGroup(session, group, watch);
  }
}

/** Inserts that follow each other, many at once; where one fails, one by one, to learn which. */
async function runGroup(
  session: Session,
  group: readonly ScriptStatement[],
  watch: { readonly before: BeforeStatement; readonly signal?: AbortSignal },
): Promise<void> {
  await session.execute("savepoint supawarden_group");
  try {
    await session.execute(group.map(({ text }) => text).join(";\n"));
  } catch (error) {
    const state = sqlState(error);
    if (state === undefined || NOT_TRIED_AGAIN.has(state)) throw error;
    await session.execute("rollback to savepoint supawarden_group");
    for (const statement of group) {
      goOnUnless(watch.signal);
      watch.before(statement);
      await session.execute(statement.text);
    }
  }
  await session.execute("release savepoint supawarden_group");
}

function* groups(statements: readonly ScriptStatement[]): Iterable<readonly ScriptStatement[]> {
  let group: ScriptStatement[] = [];
  let length = 0;
  for (const statement of statements) {
    const joins = statement.kind === "InsertStmt" && group.length < GROUP_SIZE;
    if (group.length > 0 && (!joins || length + statement.text.length > GROUP_LENGTH)) {
      yield group;
      group = [];
      length = 0;
    }
    if (statement.kind !== "InsertStmt") yield [statement];
    else {
      group.push(statement);
      length += statement.text.length;
    }
  }
  if (group.length > 0) yield group;
}
