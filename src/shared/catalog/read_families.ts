import { messageOf, type Session, sqlState } from "../database/database.ts";
import { FAMILIES, type FamilyName, familyNames } from "./families.ts";
import { type Answer, columnarSql, type Family, type Reading, rowsOf, type ServerFacts } from "./family.ts";
import type { PartName } from "./parts.ts";
import { busyUntil, busyWhileWaiting, type ReadAhead } from "./read_ahead.ts";
import { type FamilyRows, readingOf } from "./reading.ts";
import type { Unread } from "./snapshot.ts";

/** What is read, and what is done meanwhile. */
export interface FamiliesRequest {
  readonly facts: ServerFacts;
  readonly wanted: ReadonlySet<PartName>;
  readonly ahead?: ReadAhead | undefined;
}

/**
 * Reads the families in their order, one query each. Where the session pipelines, the server works on a family while the rows
 * of the one before it are made.
 * @returns the rows; where a family could not be read there are none, and `unread` has the reason.
 * @throws the driver's error when the connection breaks.
 */
export async function readFamilies(
  session: Session,
  request: FamiliesRequest,
): Promise<{ readonly read: FamilyRows; readonly unread: Unread[] }> {
  const { ahead } = request;
  const read: FamilyRows = {};
  const unread: Unread[] = [];
  const reading = readingOf(ahead === undefined ? session : busyWhileWaiting(session, ahead), read);
  const questions: Question[] = [];
  for (const name of familyNames) {
    if (!request.wanted.has(name)) continue;
    const family: Family<unknown> = FAMILIES[name];
    const sql = family.sql(request.facts);
    if (typeof sql === "string") questions.push({ name, family, sql: columnarSql(family, sql) });
    else {
      unread.push({ family: name, kind: "absent", reason: sql.absent });
      read[name] = [];
    }
  }
  // Only a savepoint lets the transaction, and with it the one consistent view, outlive a refused query.
  await session.execute("savepoint family");
  let next: Promise<string> | undefined;
  for (const [place, question] of questions.entries()) {
    const answer = next ?? ask(session, question);
    const following = questions[place + 1];
    next = session.pipelines === true && following !== undefined ? ask(session, following) : undefined;
    try {
      const text = await (ahead === undefined ? answer : busyUntil(answer, ahead));
      read[question.name] = await rowsFrom(text, { family: question.family, reading });
    } catch (error) {
      unread.push({ family: question.name, ...refusal(error) });
      read[question.name] = [];
      await session.execute("rollback to savepoint family");
      // What was asked behind it was refused with it.
      next = undefined;
    }
    ahead?.read(question.name, read[question.name] ?? []);
  }
  await session.execute("release savepoint family");
  return { read, unread };
}

interface Question {
  readonly name: FamilyName;
  readonly family: Family<unknown>;
  readonly sql: string;
}

/** The answer, for whoever awaits it: where nobody does any more, its error is nobody's. */
function ask(session: Session, { sql }: Question): Promise<string> {
  const answer = session.query<{ columns: string }>(sql).then(([row]) => row?.columns ?? "{}");
  answer.catch(() => undefined);
  return answer;
}

async function rowsFrom(
  text: string,
  { family, reading }: { readonly family: Family<unknown>; readonly reading: Reading },
): Promise<readonly unknown[]> {
  const columns = JSON.parse(text) as Answer;
  const rows = (await family.finish?.(columns, reading)) ?? rowsOf(columns);
  for (const row of rows) Object.freeze(row);
  return Object.freeze(rows);
}

/**
 * Why a query was refused.
 * @throws the error where it is not the server's answer.
 */
function refusal(error: unknown): Pick<Unread, "kind" | "reason" | "sqlstate"> {
  const code = sqlState(error);
  if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
  return { kind: code === "42501" ? "forbidden" : "failed", reason: messageOf(error), sqlstate: code };
}
