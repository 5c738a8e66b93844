import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { applyOwnMigrations } from "../support/own_migrations.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

const RULE = "audit_overdue";
const RUN =
  "insert into supawarden.runs (id, status, trigger, source, tool_version, started_at, finished_at) values";
const INSTALLED = "update supawarden.settings set updated_at = now() - interval";

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await freshShadow();
  await database.execute("create extension pg_cron; create extension pg_net");
  await applyOwnMigrations(database);
});
afterAll(() => database?.close());

/** A row of supawarden.runs. */
function run(status: string, hoursAgo: number, source = "database"): string {
  const ended = status === "running" ? "null" : `now() - interval '${hoursAgo} hours'`;
  return `${RUN} (gen_random_uuid(), '${status}', 'cron', '${source}', '1', now() - interval '${hoursAgo} hours', ${ended});`;
}

/** What the rule says once these statements have run on a fresh installation. */
async function said(...statements: string[]): Promise<string[]> {
  let messages: string[] = [];
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(statements.join("\n"));
    const { findings, notEvaluated } = await judgeSession(session, {}, RULE);
    messages = [
      ...findings.map((finding) => finding.message),
      ...notEvaluated.map((entry) => `not evaluated: ${entry.reason}`),
    ];
  });
  return messages;
}

test("is silent on a fresh installation, and while its very first audit runs however late", async () => {
  expect(await said()).toEqual([]);
  expect(await said(run("running", 0))).toEqual([]);
  expect(await said(`${INSTALLED} '30 days';`, run("running", 0))).toEqual([]);
  expect(await said(run("failed", 1), run("running", 0))).toEqual([]);
});

test("says when nothing ever succeeded, a day after the installation or after the first try", async () => {
  const never = ["No audit of this database has ever succeeded."];
  expect(await said(`${INSTALLED} '25 hours';`)).toEqual([]);
  expect(await said(`${INSTALLED} '27 hours';`)).toEqual(never);
  expect(await said(run("failed", 27), run("failed", 3), run("running", 0))).toEqual(never);
  expect(await said(run("abandoned", 50), run("succeeded", 50, "migrations"))).toEqual(never);
  // A worker that died an hour ago is not an audit that runs.
  expect(await said(`${INSTALLED} '27 hours';`, run("running", 2))).toEqual(never);
});

test("counts from the last success of the database's own audits, and not the running one", async () => {
  expect(await said(run("succeeded", 25), run("failed", 1))).toEqual([]);
  expect(await said(run("succeeded", 99), run("succeeded", 1))).toEqual([]);
  expect(
    await said(run("succeeded", 50), run("failed", 2), run("succeeded", 1, "migrations"), run("running", 0)),
  ).toEqual(["The last audit of this database before this one succeeded 50 hours ago."]);
});

test("says that the nightly job is missing or paused, and its SQL brings it back", async () => {
  const night = run("succeeded", 3);
  expect(await said(night, "select cron.unschedule('supawarden-nightly');")).toEqual([
    "pg_cron is installed, but job supawarden-nightly, which starts the audit, is not scheduled.",
  ]);
  const pause =
    "select cron.alter_job(jobid, active := false) from cron.job where jobname = 'supawarden-nightly';";
  expect(await said(night, pause)).toEqual(["Job supawarden-nightly, which starts the audit, is paused."]);
  await inThrowawayTransaction(database, async (session) => {
    for (const fault of [
      pause,
      "select cron.unschedule('supawarden-nightly'), cron.unschedule('supawarden-prune');",
    ]) {
      await session.execute(fault);
      const found = () =>
        judgeSession(session, {}, RULE).then(({ findings }) => findings.filter(({ rule }) => rule === RULE));
      const [finding] = await found();
      await session.execute(finding?.remediation.sql ?? "");
      expect(await found()).toEqual([]);
      await session.execute(finding?.remediation.undo_sql ?? "");
      expect(await found()).toHaveLength(1);
      await session.execute(finding?.remediation.sql ?? "");
    }
  });
});

test("leaves the schedule alone where the schema came without it, as `supawarden serve` makes it", async () => {
  const unscheduled = "select cron.unschedule(jobid) from cron.job;";
  expect(await said(unscheduled, "delete from supawarden.settings where key = 'schedule';")).toEqual([]);
});

test("says nothing of a database without pg_cron or without the schema", async () => {
  expect(await said(run("succeeded", 3), "drop extension pg_cron cascade;")).toEqual([]);
  expect(await said("drop schema supawarden cascade;")).toEqual([]);
});

test("is not evaluated where policies or privileges hide runs or jobs", async () => {
  const overdue = run("succeeded", 50);
  const plain = "create role plain; grant usage on schema supawarden, cron to plain;";
  expect(await said(overdue, plain, "set local role plain;")).toEqual([
    expect.stringMatching(/audit runs|audit_runs/),
    expect.stringMatching(/cron_jobs not read/),
  ]);
  const grants = "grant select on all tables in schema supawarden, cron to plain;";
  expect(await said(overdue, plain, grants, "set local role plain;")).toEqual([
    "not evaluated: audit_runs not read: row level security may hide rows of supawarden.runs from plain",
    "not evaluated: cron_jobs not read: row level security may hide rows of cron.job from plain",
  ]);
});
