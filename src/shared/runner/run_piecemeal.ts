import type { Database, Session } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { type AstNode, isAstNode } from "../sql/ast.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { type FailurePoint, failureOf, MigrationFailed } from "./failure.ts";
import type { MigrationScript, ScriptStatement } from "./migration_script.ts";
import { goOnUnless, Interrupted } from "./pause.ts";
import { cleanSlate, type RunContext, requireSameSession } from "./run_context.ts";
import { isCancelled, type TimedRun, tellStatement } from "./script_run.ts";
import { opensTransaction } from "./transaction_control.ts";

/** Where a piecemeal run stands. */
interface Standing {
  point: FailurePoint;
  /** Statements committed. */
  done: number;
  /** Whether a transaction of the file itself is open. */
  open: boolean;
}

/**
 * Runs a script that cannot be one transaction: every statement is one of its own, with the note of how far the run has
 * come, and those that Postgres refuses there run bare, with the note behind them. The file's own begin and commit hold.
 * @throws MigrationFailed, Interrupted; what was committed stays, and both say how far the run came.
 */
export async function runPiecemeal(database: Database, run: TimedRun, context: RunContext): Promise<void> {
  const standing: Standing = { point: { kind: "start" }, done: run.done, open: false };
  try {
    await database.execute(cleanSlate(context.sessionUser));
    for (const [index, statement] of run.script.statements.entries()) {
      if (index < run.done) continue;
      goOnUnless(context.signal);
      standing.point = { kind: "statement", statement };
      tellStatement(run.script, { statement, context });
      await runOne(database, { run, standing, statement, done: index + 1 }, context);
    }
    standing.point = { kind: "ledger" };
    if (standing.open) throw new Error("the file leaves a transaction open: it has begin without commit");
    await database.execute(cleanSlate(context.sessionUser));
    await database.transaction("write", async (session) => {
      await requireSameSession(session, context.pid);
      await run.finish(session, run.elapsed);
    });
  } catch (error) {
    const left = await leftInvalid(database, { statement: failedStatement(standing), standing });
    await cleanUp(database, { standing, context });
    const state = [stateOf(run, standing), ...doubtOf(standing, error), ...left].join(" ");
    if (error instanceof Interrupted || isCancelled(error, context)) {
      throw new InterruptedPiecemeal(state);
    }
    throw new MigrationFailed(failureOf(run.script, { point: standing.point, error, state }), error);
  }
}

/** A piecemeal script was stopped; a part of it stays. */
export class InterruptedPiecemeal extends Interrupted {
  /** What is left of the script, in whole sentences. */
  readonly state: string;
  constructor(state: string) {
    super();
    this.state = state;
  }
}

async function runOne(
  database: Database,
  next: {
    readonly run: TimedRun;
    readonly standing: Standing;
    readonly statement: ScriptStatement;
    readonly done: number;
  },
  context: RunContext,
): Promise<void> {
  const { run, standing, statement, done } = next;
  const keep = async (session: Session) => {
    if (context.details.available) await run.progress?.(session, done);
  };
  if (statement.way === "run" && !standing.open) {
    const timeout = setsLockTimeout(run.script) ? undefined : context.settings.lockTimeoutMs;
    await database.transaction("write", async (session) => {
      if (timeout !== undefined) await session.execute(`set local lock_timeout = ${Math.round(timeout)}`);
      await session.execute(statement.text);
      // The file may have taken another role, which comes back with the end of this transaction.
      await session.execute(`set local session authorization ${quoteIdent(context.sessionUser)}`);
      await session.execute("set local role none");
      await requireSameSession(session, context.pid);
      await keep(session);
    });
    standing.done = done;
    return;
  }
  await database.execute(statement.text);
  standing.open = opensTransaction(statement) ?? standing.open;
  if (standing.open) return;
  standing.done = done;
  await database.transaction("write", async (session) => {
    await session.execute(
      `set local session authorization ${quoteIdent(context.sessionUser)}; set local role none`,
    );
    await requireSameSession(session, context.pid);
    await keep(session);
  });
}

function setsLockTimeout({ statements }: MigrationScript): boolean {
  return statements.some(({ kind, node }) => {
    const fields = kind === "VariableSetStmt" ? node.VariableSetStmt : undefined;
    return isAstNode(fields) && fields.name === "lock_timeout";
  });
}

function failedStatement({ point }: Standing): ScriptStatement | undefined {
  return point.kind === "statement" ? point.statement : undefined;
}

function stateOf(run: TimedRun, { done }: Standing): string {
  const { script } = run;
  const total = script.statements.length;
  const why = `${script.file} is no single transaction (${script.piecemeal})`;
  if (done === 0) return `${why}; none of its statements was committed, and the ledger does not have it.`;
  const last = script.statements[done - 1];
  const upTo = `${done} of ${total} statements are committed, up to line ${last?.line ?? 1}`;
  const next =
    run.progress === undefined
      ? "Finish or undo them by hand."
      : `The next \`supawarden migrate up\` goes on with statement ${Math.min(done + 1, total)}; the statements before it must stay as they are.`;
  return `${why}: ${upTo}, and they stay; the ledger is unchanged. ${next}`;
}

/** The answer to a bare statement may be lost while the statement goes on. */
function doubtOf({ point, open }: Standing, error: unknown): readonly string[] {
  if (!(error instanceof SupawardenError) || open || point.kind !== "statement") return [];
  return point.statement.way === "bare"
    ? [`Whether the statement of line ${point.statement.line} took effect is not known.`]
    : [];
}

/** Puts the session back, so that the next command finds it as it was. A lost connection has nothing to put back. */
async function cleanUp(
  database: Database,
  { standing, context }: { readonly standing: Standing; readonly context: RunContext },
): Promise<void> {
  try {
    if (standing.open) await database.execute("rollback");
    await database.execute(cleanSlate(context.sessionUser));
  } catch {
    // The error that brought us here is the one to tell.
  }
}

/** `create index concurrently` that fails leaves an index that slows writes and serves no reader. */
async function leftInvalid(
  database: Database,
  { statement, standing }: { readonly statement: ScriptStatement | undefined; readonly standing: Standing },
): Promise<readonly string[]> {
  const fields = statement?.node.IndexStmt;
  if (standing.open || !isAstNode(fields) || fields.concurrent !== true) return [];
  const relation = relationOf(fields.relation);
  if (relation === undefined) return [];
  try {
    const left = await database.query<{ name: string }>(
      `select pg_catalog.format('%I.%I', ns.nspname, cl.relname) as name
       from pg_catalog.pg_index ix
       join pg_catalog.pg_class cl on cl.oid = ix.indexrelid
       join pg_catalog.pg_namespace ns on ns.oid = cl.relnamespace
       where ix.indrelid = pg_catalog.to_regclass($1)
         and not ix.indisvalid
       order by 1`,
      [relation],
    );
    return left.map(({ name }) => `Index ${name} is left behind invalid: drop index concurrently ${name};`);
  } catch {
    return [];
  }
}

function relationOf(relation: AstNode[string]): string | undefined {
  if (!isAstNode(relation)) return undefined;
  const name = String(relation.relname);
  return typeof relation.schemaname === "string" ? qualify(relation.schemaname, name) : quoteIdent(name);
}
