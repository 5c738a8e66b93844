import { z } from "zod";
import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { quoteIdent } from "../sql/ident.ts";
import { type BodySubject, bodySubjects } from "./body_subjects.ts";
import { type DeepReadonly, oid } from "./family.ts";
import { findPlpgsqlCheck, type PlpgsqlCheck } from "./plpgsql_check.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

const bodyError = z.object({
  /** The table as whose trigger function the routine was checked; `null` for any other routine. */
  relation: oid.nullable(),
  /** 1-based line of the body. */
  line: z.number().int().nullable(),
  /** Kind of the statement, in PL/pgSQL's words: `SQL statement`, `assignment`. */
  statement: z.string().nullable(),
  sqlstate: z.string(),
  message: z.string(),
});
/** The shape of the checks in a saved snapshot. */
export const bodyChecksRow = z.object({
  /** What judged, with its version; `null` where nothing did. */
  judge: z.string().nullable(),
  /** Why routines were left out, for good (`barred`) or in this run only. */
  gaps: z.array(z.object({ kind: z.enum(["barred", "stopped"]), reason: z.string() })),
  /** The routines that were judged. */
  routines: z.array(z.object({ routine: oid, errors: z.array(bodyError) })),
});
/** An error that plpgsql_check found in a body. */
export type BodyError = DeepReadonly<z.infer<typeof bodyError>>;
/** What plpgsql_check says of the PL/pgSQL routines. */
export type BodyChecks = DeepReadonly<z.infer<typeof bodyChecksRow>>;

/** Limits of the checks, in milliseconds. */
export interface BodyCheckOptions {
  /** For all of them: what is not checked by then is left out. */
  readonly budget?: number;
  readonly lockTimeout?: number;
}

/** Nothing was checked, and there is nothing to be said about it: the server does not offer plpgsql_check. */
export const NO_BODY_CHECKS: BodyChecks = { judge: null, gaps: [], routines: [] };

const BUDGET = 3_000;
/** The server keeps about 50 kB of each routine that it compiles until the connection ends. */
const MOST_ROUTINES = 2_000;
/** Subjects of one statement: its locks are held no longer than that takes. */
const BATCH = 20;
/** Where Supabase's roles look for names when nothing else is set. */
const SESSION_PATH = ["public", "extensions"];

/** SQLSTATE classes of what the session met with, not of what is wrong with the body. */
const NOT_OF_THE_BODY = /^(?:08|40|53|54|55P03|57|58|XX|42501)/;

type Facts = Omit<CatalogSnapshot, "body_checks">;

class RolledBack extends Error {}

/**
 * Lets the extension plpgsql_check look at the user's PL/pgSQL routines, in a transaction beside the snapshot's:
 * read-only where it is installed, else one in which it is made and that is rolled back.
 * @throws the driver's error when the connection breaks.
 */
export async function readBodyChecks(
  database: Database,
  facts: Facts,
  options: BodyCheckOptions = {},
): Promise<BodyChecks> {
  const budget = options.budget ?? BUDGET;
  const deadline = performance.now() + budget;
  const subjects = database.kind === "server" ? bodySubjects(facts) : [];
  const found = subjects.length === 0 ? undefined : await findPlpgsqlCheck(database, facts);
  if (found === undefined) return NO_BODY_CHECKS;
  if ("reason" in found) return barred(`plpgsql_check was not run: ${found.reason}`);
  const checker: Checker = { schema: found.schema, facts, deadline, answers: new Map() };
  const run = async (session: Session): Promise<void> => {
    await prepare(session, found, { budget, lockTimeout: options.lockTimeout ?? 2_000 });
    await checkSubjects(session, checker, withinLimit(subjects));
  };
  try {
    if (found.installed) await database.transaction("snapshot", run);
    else {
      await database.transaction("write", async (session) => {
        await run(session);
        throw new RolledBack();
      });
    }
  } catch (error) {
    const code = sqlState(error);
    if (!(error instanceof RolledBack)) {
      if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
      return barred(`plpgsql_check could not be run: ${messageOf(error)}`);
    }
  }
  return summarise(checker, { subjects, budget, judge: `plpgsql_check ${found.version}` });
}

function barred(reason: string): BodyChecks {
  return { ...NO_BODY_CHECKS, gaps: [{ kind: "barred", reason }] };
}

/** What the checks need while they run, and what came of them. */
interface Checker {
  readonly schema: string;
  readonly facts: Facts;
  readonly deadline: number;
  /** Errors of a subject, or why it could not be judged. */
  readonly answers: Map<BodySubject, readonly BodyError[] | string>;
}

async function prepare(
  session: Session,
  found: PlpgsqlCheck,
  { budget, lockTimeout }: { readonly budget: number; readonly lockTimeout: number },
): Promise<void> {
  await session.execute(`
    set local search_path = '';
    set local statement_timeout = ${Math.max(1_000, Math.trunc(budget))};
    set local lock_timeout = ${Math.trunc(lockTimeout)};
    set local idle_in_transaction_session_timeout = 60000;
    set local jit = off`);
  if (!found.installed) {
    await session.execute(`create extension plpgsql_check with schema ${quoteIdent(found.schema)}`);
  }
}

function withinLimit(subjects: readonly BodySubject[]): readonly BodySubject[] {
  const routines = new Set<number>();
  return subjects.filter(({ routine }) => {
    if (routines.size < MOST_ROUTINES) routines.add(routine.oid);
    return routines.has(routine.oid);
  });
}

/**
 * A routine without a path of its own is checked under the session's, and where that finds fault once more with every
 * schema on the path: its callers may use another, and only what is wrong under both is wrong.
 */
async function checkSubjects(
  session: Session,
  checker: Checker,
  subjects: readonly BodySubject[],
): Promise<void> {
  const schemas = checker.facts.schemas.map((schema) => schema.name);
  const usual = SESSION_PATH.filter((schema) => schemas.includes(schema));
  const doubtful: BodySubject[] = [];
  for (let first = 0; first < subjects.length; first += BATCH) {
    if (performance.now() > checker.deadline) return;
    const batch = subjects.slice(first, first + BATCH);
    await checkBatch(session, checker, { batch, path: usual });
    for (const subject of batch) {
      const answer = checker.answers.get(subject);
      if (!isPinned(subject) && Array.isArray(answer) && answer.length > 0) doubtful.push(subject);
    }
  }
  for (const subject of doubtful) {
    const before = checker.answers.get(subject);
    checker.answers.delete(subject);
    if (performance.now() > checker.deadline || !Array.isArray(before)) continue;
    const path = [...new Set([subject.routine.schema, ...usual, ...schemas])];
    await checkBatch(session, checker, { batch: [subject], path });
    const after = checker.answers.get(subject);
    if (!Array.isArray(after)) continue;
    const kept = new Set(after.map(keyOf));
    checker.answers.set(
      subject,
      before.filter((error) => kept.has(keyOf(error))),
    );
  }
}

function isPinned({ routine }: BodySubject): boolean {
  return routine.config.some((setting) => setting.startsWith("search_path="));
}

function keyOf({ line, sqlstate, message }: BodyError): string {
  return `${line} ${sqlstate} ${message}`;
}

interface Batch {
  readonly batch: readonly BodySubject[];
  readonly path: readonly string[];
}

/** Each batch under a savepoint that is rolled back, which gives its locks back; a refused one is halved. */
async function checkBatch(session: Session, checker: Checker, { batch, path }: Batch): Promise<void> {
  await session.execute(
    `set local search_path = ${path.length === 0 ? "''" : path.map(quoteIdent).join(", ")}; savepoint body_checks`,
  );
  try {
    const rows = await askAbout(session, checker.schema, batch);
    await session.execute("rollback to savepoint body_checks; release savepoint body_checks");
    batch.forEach((subject, index) => {
      checker.answers.set(
        subject,
        answerOf(
          subject,
          rows.filter((row) => Number(row.place) === index + 1),
        ),
      );
    });
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    await session.execute("rollback to savepoint body_checks; release savepoint body_checks");
    const [only, ...others] = batch;
    if (only === undefined) return;
    if (others.length === 0) {
      checker.answers.set(only, messageOf(error));
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      if (performance.now() <= checker.deadline) await checkBatch(session, checker, { batch: half, path });
    }
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

function answerOf({ relation }: BodySubject, rows: readonly Row[]): readonly BodyError[] | string {
  const foreign = rows.find((row) => NOT_OF_THE_BODY.test(row.sqlstate));
  if (foreign !== undefined) return foreign.message;
  return rows.map(({ line, statement, sqlstate, message }) => ({
    relation: relation === 0 ? null : relation,
    line,
    statement,
    sqlstate,
    message,
  }));
}

function summarise(
  { answers }: Checker,
  run: { readonly subjects: readonly BodySubject[]; readonly budget: number; readonly judge: string },
): BodyChecks {
  const routines = new Map<number, BodyError[]>();
  const refused = new Map<number, string>();
  const missed = new Set<number>();
  for (const subject of run.subjects) {
    const { oid: routine, signature } = subject.routine;
    const answer = answers.get(subject);
    if (answer === undefined) missed.add(routine);
    else if (typeof answer === "string") refused.set(routine, `${signature}: ${answer}`);
    else routines.set(routine, [...(routines.get(routine) ?? []), ...answer]);
  }
  for (const routine of [...missed, ...refused.keys()]) routines.delete(routine);
  const [firstRefused] = refused.values();
  const total = new Set(run.subjects.map(({ routine }) => routine.oid)).size;
  return {
    judge: run.judge,
    gaps: [
      ...(missed.size > 0
        ? [{ kind: "stopped" as const, reason: stopped(missed.size, total, run.budget) }]
        : []),
      ...(firstRefused === undefined
        ? []
        : [
            {
              kind: "stopped" as const,
              reason: `plpgsql_check could not judge ${refused.size} of ${total} routines, which were judged by names alone; the first is ${firstRefused}`,
            },
          ]),
    ],
    routines: [...routines].map(([routine, errors]) => ({ routine, errors })),
  };
}

function stopped(missed: number, total: number, budget: number): string {
  return total - missed >= MOST_ROUTINES
    ? `plpgsql_check was run on ${MOST_ROUTINES} routines, for more of which the server's memory is too dear: ${missed} of ${total} were judged by names alone`
    : `plpgsql_check stopped at its time budget of ${budget} ms: ${missed} of ${total} routines were judged by names alone`;
}
