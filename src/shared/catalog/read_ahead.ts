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
    query: <Row extends object>(...request: Parameters<Session["query"]>) =>
      busyUntil(session.query<Row>(...request), ahead),
  };
}

/** The answer, with the work done in steps until it is there. */
export async function busyUntil<Value>(answer: Promise<Value>, ahead: ReadAhead): Promise<Value> {
  let answered = false;
  const done = () => {
    answered = true;
  };
  answer.then(done, done);
  // The driver writes a request when the event loop turns: before the first step, not after it.
  await turn();
  await turn();
  if (!answered && ahead.step()) await stepUntil(() => answered, ahead);
  return answer;
}

/** Goes on with the work as long as there is some, and lets the answer be received between its steps. */
async function stepUntil(isAnswered: () => boolean, ahead: ReadAhead): Promise<void> {
  do await turn();
  while (!isAnswered() && ahead.step());
}

function turn(): Promise<unknown> {
  return new Promise((go) => nextTurn(go));
}

/** A timer leaves a millisecond idle after every step; what Node has instead does not, and other runtimes may lack it. */
const nextTurn =
  (globalThis as unknown as { readonly setImmediate?: (go: (value: unknown) => void) => void })
    .setImmediate ?? ((go: (value: unknown) => void) => setTimeout(go, 0));
