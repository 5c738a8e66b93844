import { z } from "zod";
import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { PRINTED_TEXTS } from "../database/printed_texts.ts";
import { quoteIdent } from "../sql/ident.ts";
import { type Checker, checkSubjects } from "./body_check_session.ts";
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
  if ("reason" in found) return gap("barred", `plpgsql_check was not run: ${found.reason}`);
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
      return gap("stopped", `plpgsql_check could not be run: ${messageOf(error)}`);
    }
  }
  return summarise(checker, { subjects, budget, judge: `plpgsql_check ${found.version}` });
}

type Gap = BodyChecks["gaps"][number];

function gap(kind: Gap["kind"], reason: string): BodyChecks {
  return { ...NO_BODY_CHECKS, gaps: [{ kind, reason }] };
}

async function prepare(
  session: Session,
  found: PlpgsqlCheck,
  { budget, lockTimeout }: { readonly budget: number; readonly lockTimeout: number },
): Promise<void> {
  await session.execute(`${PRINTED_TEXTS};
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

function summarise(
  { answers }: Checker,
  run: { readonly subjects: readonly BodySubject[]; readonly budget: number; readonly judge: string },
): BodyChecks {
  const routines = new Map<number, BodyError[]>();
  const refused = new Map<number, string>();
  const missed = new Set<number>();
  const byName = new Set<number>();
  for (const subject of run.subjects) {
    const { oid: routine, signature } = subject.routine;
    const answer = answers.get(subject);
    if (answer === undefined) missed.add(routine);
    else if (answer === "names") byName.add(routine);
    else if ("refusal" in answer) refused.set(routine, `${signature}: ${answer.refusal}`);
    else routines.set(routine, [...(routines.get(routine) ?? []), ...answer]);
  }
  for (const routine of [...missed, ...byName, ...refused.keys()]) routines.delete(routine);
  const [firstRefused] = refused.values();
  const total = new Set(run.subjects.map(({ routine }) => routine.oid)).size;
  const gaps: Gap[] = [];
  if (missed.size > 0) gaps.push({ kind: "stopped", reason: stopped(missed.size, total, run.budget) });
  if (firstRefused !== undefined) {
    gaps.push({
      kind: "stopped",
      reason: `plpgsql_check could not judge ${refused.size} of ${total} routines, which were judged by names alone; the first is ${firstRefused}`,
    });
  }
  return {
    judge: run.judge,
    gaps,
    routines: [...routines].map(([routine, errors]) => ({ routine, errors })),
  };
}

function stopped(missed: number, total: number, budget: number): string {
  const left = `${missed} of ${total} routines were judged by names alone`;
  return total - missed >= MOST_ROUTINES
    ? `plpgsql_check was run on ${MOST_ROUTINES} routines, since the server keeps the memory of each: ${left}`
    : `plpgsql_check stopped at its time budget of ${budget} ms: ${left}`;
}
