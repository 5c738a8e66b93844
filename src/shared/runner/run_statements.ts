import { type Session, sqlState } from "../database/database.ts";
import { inTurn, type Send } from "./in_turn.ts";
import type { ScriptStatement } from "./migration_script.ts";
import { goOnUnless } from "./pause.ts";

/** Told when a statement is the next to run. */
export type BeforeStatement = (statement: ScriptStatement) => void;

interface Watch {
  readonly before: BeforeStatement;
  /** Whether statements may be sent before the last is answered. */
  readonly ahead: boolean;
  readonly signal?: AbortSignal;
}

/**
 * How many statements, and characters of them, are on their way at once: over a slow line the round trips would be most
 * of the time.
 */
const WINDOW_SIZE = 32;
const WINDOW_LENGTH = 256 * 1024;

/** So many inserts behind each other are seed data, and travel together. */
const SEED = 50;
const GROUP_SIZE = 500;
const GROUP_LENGTH = 64 * 1024;

/** Errors after which trying again one by one would only wait again. */
const NOT_TRIED_AGAIN = new Set(["55P03", "40P01", "40001", "57014"]);

/** What the runner sends around the statements of a file. */
export interface Around {
  readonly beginning: readonly Send[];
  readonly ending: readonly Send[];
  /** Told when the ending is next. */
  readonly beforeEnding: () => void;
}

/**
 * Runs statements in order inside the open transaction, the runner's own around them, stopping at the first failure;
 * `before` was then last told of the statement, or the ending, that failed.
 */
export async function runStatements(
  session: Session,
  statements: readonly ScriptStatement[],
  { watch, around }: { readonly watch: Watch; readonly around: Around },
): Promise<void> {
  const windows = [...windowsOf(statements)];
  const last = windows.at(-1)?.seed === false ? windows.pop() : undefined;
  let waiting = around.beginning;
  for (const { seed, statements: window } of windows) {
    goOnUnless(watch.signal);
    if (seed) {
      await inTurn(waiting, { ahead: watch.ahead, before: () => undefined });
      await runGroup(session, window, watch);
    } else
      await sendWindow(session, window, { watch, around: { ...around, beginning: waiting, ending: [] } });
    waiting = [];
  }
  goOnUnless(watch.signal);
  await sendWindow(session, last?.statements ?? [], { watch, around: { ...around, beginning: waiting } });
}

function sendWindow(
  session: Session,
  window: readonly ScriptStatement[],
  { watch, around }: { readonly watch: Watch; readonly around: Around },
): Promise<void> {
  const { beginning, ending, beforeEnding } = around;
  const sends = [
    ...beginning,
    ...window.map(
      ({ text }) =>
        () =>
          session.execute(text),
    ),
    ...ending,
  ];
  return inTurn(sends, {
    ahead: watch.ahead,
    before: (index) => {
      // What the server says of the first statement may come along with the answer to the beginning.
      const statement = window[Math.max(0, index - beginning.length)];
      if (statement !== undefined) watch.before(statement);
      else if (index >= beginning.length) beforeEnding();
    },
  });
}

function* windowsOf(statements: readonly ScriptStatement[]): Iterable<Run> {
  for (const { seed, statements: run } of seedRuns(statements)) {
    const most = seed
      ? { size: GROUP_SIZE, length: GROUP_LENGTH }
      : { size: WINDOW_SIZE, length: WINDOW_LENGTH };
    for (const piece of cut(run, most)) yield { seed, statements: piece };
  }
}

/** Inserts in one message; where one fails, one by one, to learn which. */
async function runGroup(session: Session, group: readonly ScriptStatement[], watch: Watch): Promise<void> {
  const [first] = group;
  if (first !== undefined) watch.before(first);
  await session.execute("savepoint supawarden_group");
  try {
    await session.execute(group.map(({ text }) => text).join("\n;\n"));
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

interface Run {
  readonly seed: boolean;
  readonly statements: readonly ScriptStatement[];
}

/** Tells long rows of inserts from all else. */
function seedRuns(statements: readonly ScriptStatement[]): readonly Run[] {
  const runs: { seed: boolean; statements: ScriptStatement[] }[] = [];
  let at = 0;
  while (at < statements.length) {
    let end = at;
    while (statements[end]?.kind === "InsertStmt") end++;
    const seed = end - at >= SEED;
    if (!seed) end = Math.max(end, at + 1);
    const part = statements.slice(at, end);
    const last = runs.at(-1);
    if (!seed && last?.seed === false) last.statements.push(...part);
    else runs.push({ seed, statements: part });
    at = end;
  }
  return runs;
}

/** Cuts a list into pieces of at most so many statements and, but for a single long one, characters. */
function* cut(
  statements: readonly ScriptStatement[],
  most: { readonly size: number; readonly length: number },
): Iterable<readonly ScriptStatement[]> {
  let piece: ScriptStatement[] = [];
  let length = 0;
  for (const statement of statements) {
    if (piece.length > 0 && (piece.length >= most.size || length + statement.text.length > most.length)) {
      yield piece;
      piece = [];
      length = 0;
    }
    piece.push(statement);
    length += statement.text.length;
  }
  if (piece.length > 0) yield piece;
}
