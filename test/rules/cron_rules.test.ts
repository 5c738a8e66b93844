import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

const RULES = ["cron_job_failing", "secret_in_cron_command"];
// Joined at run time, so that no scanner takes this file for a leak.
const KEY = `gh${"p_"}a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0`;
const JOB = `select cron.schedule('leaky', '0 3 * * *', 'select ''${KEY}'' from nowhere');`;
const FAILURE = (message: string) => `
  insert into cron.job_run_details (jobid, status, return_message, start_time, end_time)
  select jobid, 'failed', '${message.replaceAll("'", "''")}', now(), now() from cron.job`;

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

async function judged(...statements: string[]) {
  let judgement: Awaited<ReturnType<typeof judgeSession>> | undefined;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(statements.join(";\n"));
    judgement = await judgeSession(session, {}, ...RULES);
  });
  if (judgement === undefined) throw new Error("not judged");
  return judgement;
}

test("without pg_cron there is nothing to judge", async () => {
  expect(await judged("select 1")).toMatchObject({ findings: [], notEvaluated: [], fullyJudged: RULES });
});

test("no finding prints a command or a key, whatever the error quotes", async () => {
  for (const message of [
    `ERROR:  relation "nowhere" does not exist\nLINE 1: select '${KEY}' from nowhere`,
    `ERROR:  invalid input syntax for type json: "${KEY}"`,
  ]) {
    const { findings } = await judged("create extension pg_cron", JOB, FAILURE(message));
    expect(findings.map(({ rule }) => rule)).toEqual(["secret_in_cron_command", "cron_job_failing"]);
    const text = JSON.stringify(findings);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain("from nowhere");
  }
});

test("jobs and runs that policies or privileges hide are not evaluated", async () => {
  const jobs = ["create extension pg_cron", JOB, FAILURE("ERROR:  no"), "create role plain"];
  const closed = await judged(...jobs, "grant usage on schema cron to plain", "set local role plain");
  expect(closed.judged).toEqual([]);
  expect(closed.notEvaluated.map(({ reason }) => reason)).toEqual([
    "cron_jobs not read: permission denied for table job",
    "cron_runs not read: permission denied for table job_run_details",
    "cron_jobs not read: permission denied for table job",
  ]);
  const filtered = await judged(
    ...jobs,
    "grant usage on schema cron to plain; grant select on all tables in schema cron to plain",
    "set local role plain",
  );
  expect(filtered.findings).toEqual([]);
  expect(filtered.fullyJudged).toEqual([]);
  expect(new Set(filtered.notEvaluated.map(({ reason }) => reason))).toEqual(
    new Set([
      "cron_jobs not read: row level security may hide rows of cron.job from plain",
      "cron_runs not read: row level security may hide rows of cron.job_run_details from plain",
      "ledger not read: permission denied for schema supabase_migrations",
    ]),
  );
});

test("a job of which nothing is recorded because pg_cron records nothing is not evaluated", async () => {
  const { findings, notEvaluated } = await judged(
    "create extension pg_cron",
    "select cron.schedule('nightly', '0 3 * * *', 'select 1')",
    "set local cron.log_run = off",
  );
  expect(findings).toEqual([]);
  expect(notEvaluated.map(({ reason }) => reason)).toEqual([
    "job nightly: pg_cron records no runs (cron.log_run is off)",
  ]);
});
