import type { Session } from "../database/database.ts";
import type { FamilyName } from "./families.ts";

/** Work on what has been read already, done while the server works on the rest. */
export interface ReadAhead {
  /** Told of each family as soon as it is read. */
  read(family: FamilyName, rows: readonly unknown[]): void;
  /** Does a few milliseconds of the work; false where nothing can be done now. */
  step(): boolean;
}

/** The session, with the work done in steps while it waits for the answer to a query. */
export function busyWhileWaiting(session: Session, ahead: ReadAhead): Session {
  return {
    execute: (sql) => session.execute(sql),
    query: async <Row extends object>(...request: Parameters<Session["query"]>): Promise<Row[]> => {
      let answered = false;
      const answer = session.query<Row>(...request).finally(() => {
        answered = true;
      });
      // Whoever awaits it below gets the error.
      answer.catch(() => undefined);
      // The request is written once the event loop turns: before the first step, not after it.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (!answered && ahead.step()) await stepUntil(() => answered, ahead);
      return answer;
    },
  };
}

/** Goes on with the work as long as there is some, and lets the answer be received between its steps. */
async function stepUntil(isAnswered: () => boolean, ahead: ReadAhead): Promise<void> {
  do await new Promise((go) => nextTurn(go));
  while (!isAnswered() && ahead.step());
}

/** A timer leaves a millisecond idle after every step; what Node has instead does not, and other runtimes may lack it. */
const nextTurn =
  (globalThis as unknown as { readonly setImmediate?: (go: (value: unknown) => void) => void })
    .setImmediate ?? ((go: (value: unknown) => void) => setTimeout(go, 0));
