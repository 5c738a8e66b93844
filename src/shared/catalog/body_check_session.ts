import { messageOf, type Session, sqlState } from "../database/database.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { BodyError } from "./body_checks.ts";
import type { BodySubject } from "./body_subjects.ts";
import { groupBy } from "./lookup.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/** Subjects of one statement: its locks are held no longer than that takes. */
const BATCH = 20;
/** A statement gets at least so many milliseconds. */
const LEAST_TIMEOUT = 250;
/** Where Supabase's roles look for names when nothing else is set. */
const SESSION_PATH = ["public", "extensions"];

/** SQLSTATE classes of what the session met with, not of what is wrong with the body. */
const NOT_OF_THE_BODY = /^(?:08|40|53|54|55P03|57|58|XX|42501)/;

/** What the checks need while they run, and what came of them. */
export interface Checker {
  readonly schema: string;
  readonly facts: Pick<CatalogSnapshot, "schemas">;
  readonly deadline: number;
  /** What is known of a subject by now. */
  readonly answers: Map<BodySubject, CheckAnswer>;
}

/** The errors of a subject, why it could not be judged, or that it is to be judged by its names. */
export type CheckAnswer = readonly BodyError[] | { readonly refusal: string } | "names";

/** Checks the subjects in their order until the time is up; those that are left have no answer. */
export async function checkSubjects(
  session: Session,
  checker: Checker,
  subjects: readonly BodySubject[],
): Promise<void> {
  const path = usualPath(checker);
  for (let first = 0; first < subjects.length; first += BATCH) {
    const batch = subjects.slice(first, first + BATCH);
    await checkBatch(session, checker, { batch, path });
    for (const subject of batch) await checkAgain(session, checker, subject);
  }
}

function usualPath({ facts }: Checker): readonly string[] {
  return SESSION_PATH.filter((name) => facts.schemas.some((schema) => schema.name === name));
}

/**
 * A routine without a path of its own that is at fault under the session's is checked once more with every schema on
 * the path: its callers may use another, and only what is wrong under both is wrong. Where that leaves nothing the names
 * are for our own resolution, which knows which of them are certain.
 */
async function checkAgain(session: Session, checker: Checker, subject: BodySubject): Promise<void> {
  const { answers, facts } = checker;
  const before = answers.get(subject);
  if (!Array.isArray(before) || before.length === 0 || isPinned(subject)) return;
  answers.delete(subject);
  const all = [subject.routine.schema, ...usualPath(checker), ...facts.schemas.map(({ name }) => name)];
  await checkBatch(session, checker, { batch: [subject], path: [...new Set(all)] });
  const after = answers.get(subject);
  if (!Array.isArray(after)) return;
  const remaining = new Set(after.map(keyOf));
  const errors = before.filter((error) => remaining.has(keyOf(error)));
  answers.set(subject, errors.length > 0 || after.length === 0 ? errors : "names");
}

function isPinned({ routine }: BodySubject): boolean {
  return routine.config.some((setting) => setting.startsWith("search_path="));
}

/** Messages name a schema where the path does not have it. */
function keyOf({ line, sqlstate, message }: BodyError): string {
  return `${line} ${sqlstate} ${message.replace(/(?:"[^"]+"|[\p{L}\p{N}_$]+)\.(?=["\p{L}_])/gu, "")}`;
}

interface Batch {
  readonly batch: readonly BodySubject[];
  readonly path: readonly string[];
}

/** Each batch under a savepoint that is rolled back, which gives its locks back; a refused one is halved. */
async function checkBatch(session: Session, checker: Checker, { batch, path }: Batch): Promise<void> {
  const left = checker.deadline - performance.now();
  if (left <= 0) return;
  await session.execute(`
    set local search_path = ${path.length === 0 ? "''" : path.map(quoteIdent).join(", ")};
    set local statement_timeout = ${Math.max(LEAST_TIMEOUT, Math.ceil(left))};
    savepoint body_checks`);
  let rows: readonly Row[] | undefined;
  let refusal = "";
  try {
    rows = await askAbout(session, checker.schema, batch);
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    refusal = messageOf(error);
  }
  await session.execute("rollback to savepoint body_checks; release savepoint body_checks");
  const [only] = batch;
  if (rows !== undefined) {
    const byPlace = groupBy(rows, (row) => Number(row.place) - 1);
    batch.forEach((subject, place) => {
      checker.answers.set(subject, answerOf(subject, byPlace.get(place) ?? []));
    });
  } else if (batch.length === 1 && only !== undefined) checker.answers.set(only, { refusal });
  else {
    const middle = Math.ceil(batch.length / 2);
    await checkBatch(session, checker, { batch: batch.slice(0, middle), path });
    await checkBatch(session, checker, { batch: batch.slice(middle), path });
  }
}

interface Row {
  readonly place: string;
  readonly line: number | null;
  readonly statement: string | null;
  readonly sqlstate: string;
  readonly message: string;
}

function askAbout(session: Session, schema: string, batch: readonly BodySubject[]): Promise<Row[]> {
  return session.query<Row>(
    `select
      subject.place::text as place,
      chk.lineno as line,
      chk.statement as statement,
      chk.sqlstate as sqlstate,
      chk.message as message
    from rows from (
      pg_catalog.unnest($1::oid[]), pg_catalog.unnest($2::oid[]), pg_catalog.unnest($3::text[]), pg_catalog.unnest($4::text[])
    ) with ordinality as subject(routine, relation, old_table, new_table, place)
    cross join lateral ${quoteIdent(schema)}.plpgsql_check_function_tb(
      funcoid => subject.routine::pg_catalog.regprocedure,
      relid => subject.relation::pg_catalog.regclass,
      fatal_errors => false,
      other_warnings => false,
      extra_warnings => false,
      performance_warnings => false,
      oldtable => nullif(subject.old_table, '')::pg_catalog.name,
      newtable => nullif(subject.new_table, '')::pg_catalog.name
    ) chk
    where chk.level = 'error'
    order by subject.place, chk.lineno, chk.message`,
    [
      batch.map(({ routine }) => String(routine.oid)),
      batch.map(({ relation }) => String(relation)),
      batch.map(({ oldTable }) => oldTable),
      batch.map(({ newTable }) => newTable),
    ],
  );
}

function answerOf({ relation }: BodySubject, rows: readonly Row[]): CheckAnswer {
  const foreign = rows.find((row) => NOT_OF_THE_BODY.test(row.sqlstate));
  if (foreign !== undefined) return { refusal: foreign.message };
  return rows.map(({ line, statement, sqlstate, message }) => ({
    relation: relation === 0 ? null : relation,
    line,
    statement,
    sqlstate,
    message,
  }));
}
