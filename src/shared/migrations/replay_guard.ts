import type { Session } from "../database/database.ts";

/** Name that no migration uses; a file's own savepoints may stand before and after it. */
const SAVEPOINT = "supawarden_replayed_statement";

/** Sets the savepoint to which a failed statement falls back. The session is inside a transaction. */
export async function beginGuard(session: Session): Promise<void> {
  await session.execute(`savepoint ${SAVEPOINT}`);
}

/**
 * Runs statements so that their failure leaves the transaction as it was before them. They come first in the message,
 * so that the place which the server names is a place in them; a line feed ends a comment that they end with.
 */
export async function runGuarded(session: Session, sql: string): Promise<void> {
  await guarded(session, `${sql}\n;release savepoint ${SAVEPOINT};savepoint ${SAVEPOINT}`);
}

/** Runs a statement that belongs to no replayed file, so that its failure leaves the transaction as it was before. */
export async function runApart(session: Session, sql: string): Promise<void> {
  await beginGuard(session);
  await guarded(session, sql);
  await session.execute(`release savepoint ${SAVEPOINT}`);
}

/** Runs a file's own `savepoint`, `release` or `rollback to`, which ours must not enclose: a new one follows it. */
export async function runOwnSavepoint(session: Session, sql: string): Promise<void> {
  await guarded(session, `${sql}\n;savepoint ${SAVEPOINT}`);
}

async function guarded(session: Session, sql: string): Promise<void> {
  try {
    await session.execute(sql);
  } catch (error) {
    await session.execute(`rollback to savepoint ${SAVEPOINT}`);
    throw error;
  }
}

/**
 * Ends the transaction and opens the next, guarded. A deferred constraint may refuse the commit, and then everything
 * of the transaction is gone; the next is open all the same.
 */
export async function endTransaction(session: Session, by: "commit" | "rollback"): Promise<void> {
  try {
    await session.execute(by);
  } catch (error) {
    // A failed commit has already rolled back; outside of a transaction this only warns.
    await session.execute("rollback");
    throw error;
  } finally {
    await session.execute("begin");
    await beginGuard(session);
  }
}
