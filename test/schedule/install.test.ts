import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { applyOwnMigrations } from "../support/own_migrations.ts";

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await freshShadow();
  await applyOwnMigrations(database);
});
afterAll(() => database?.close());
beforeEach(() =>
  database.execute(
    "delete from supawarden.alerts; delete from supawarden.findings; delete from supawarden.runs",
  ),
);

const schedule = async () =>
  (
    await database.query<{ value: unknown; updated_at: string }>(
      "select value, updated_at::text as updated_at from supawarden.settings where key = 'schedule'",
    )
  )[0];
const install = () => database.query("select supawarden.install_schedule()");
const jobs = () =>
  database.query(
    "select jobid::int4 as jobid, jobname, schedule, command, active from cron.job order by jobid",
  );

test("without pg_cron and pg_net the migration applies, schedules nothing and says so", async () => {
  const before = await schedule();
  expect(before?.value).toEqual({
    status: "not_scheduled",
    reason: "pg_cron, pg_net not installed; after create extension: select supawarden.install_schedule()",
  });
  await applyOwnMigrations(database);
  expect(await schedule()).toEqual(before);
});

test("once they are there it schedules the jobs, and a second time changes nothing", async () => {
  await database.execute("create extension pg_cron; create extension pg_net");
  await database.execute(
    "select vault.create_secret('https://example.test/functions/v1/audit', 'supawarden_url'); select vault.create_secret('t0ken', 'supawarden_token')",
  );
  await install();
  const before = [await jobs(), await schedule()];
  expect(before).toEqual([
    [
      {
        jobid: 1,
        jobname: "supawarden-nightly",
        schedule: "0 3 * * *",
        command: "select supawarden.start_audit()",
        active: true,
      },
      expect.objectContaining({ jobname: "supawarden-watchdog", command: "select supawarden.watchdog()" }),
      expect.objectContaining({ jobname: "supawarden-prune", command: "select supawarden.prune()" }),
    ],
    expect.objectContaining({ value: { status: "scheduled", reason: null } }),
  ]);
  await install();
  await applyOwnMigrations(database);
  expect([await jobs(), await schedule()]).toEqual(before);
});

test("a time that somebody has set and a job that somebody has paused stay", async () => {
  await database.query("select cron.alter_job(1, schedule := '30 1 * * *', active := false)");
  await install();
  expect((await jobs())[0]).toMatchObject({ schedule: "30 1 * * *", active: false });
});

test("the nightly job posts to the address in Vault with the token in a header, and a time limit", async () => {
  await database.query("select supawarden.start_audit()");
  const [request] = await database.query(
    "select method, url, headers, convert_from(body, 'UTF8') as body, timeout_milliseconds from net.http_request_queue",
  );
  expect(request).toEqual({
    method: "POST",
    url: "https://example.test/functions/v1/audit",
    headers: { "content-type": "application/json", "x-supawarden-token": "t0ken" },
    body: "{}",
    timeout_milliseconds: 60_000,
  });
  await database.execute("delete from vault.secrets where name = 'supawarden_token'");
  await expect(install()).resolves.toBeDefined();
  await expect(database.query("select supawarden.start_audit()")).rejects.toThrow(
    "Vault has no secret named supawarden_token",
  );
});

async function succeeded(hoursAgo: number, source = "database") {
  await database.query(
    `insert into supawarden.runs (id, status, trigger, source, started_at, finished_at, tool_version)
     values ($1::uuid, 'succeeded', 'cron', $3, now() - $2::int4 * interval '1 hour', now() - $2::int4 * interval '1 hour', '0')`,
    [randomUUID(), hoursAgo, source],
  );
}

async function foundError(fingerprint: string, suppressedHours: number | null = null, kind = "relation") {
  await database.query(
    `insert into supawarden.findings (fingerprint, rule, severity, category, title, message, object_kind, object_identity,
       object, evidence, rationale, remediation, docs, state, first_seen_at, last_seen_at, suppression, suppressed_until)
     values ($1, 'rls_disabled_in_public', 'error', 'rls', 't', 'm', $3, $1, '{}', '{}', 'r', '{}', 'd', 'open',
       now(), now(), case when $2::int4 is null then null else '{}'::jsonb end, now() + $2::int4 * interval '1 hour')`,
    [fingerprint, suppressedHours, kind],
  );
}

const watchdog = () => database.query<{ watchdog: string }>("select supawarden.watchdog()");

test("the watchdog fails without a successful audit of the database, and with one older than 26 hours", async () => {
  await expect(watchdog()).rejects.toThrow("supawarden: no audit has succeeded yet");
  await succeeded(1, "migrations");
  await expect(watchdog()).rejects.toThrow("no audit has succeeded yet");
  await succeeded(27);
  await expect(watchdog()).rejects.toThrow(/no audit has succeeded in 26 hours, the last one at \d{4}-/);
  await succeeded(25);
  expect((await watchdog())[0]?.watchdog).toContain("no open error finding");
});

test("the watchdog fails with open error findings, names five of them, and lets accepted ones and its own failures pass", async () => {
  await succeeded(1);
  await foundError("public.accepted", 1);
  await foundError('"supawarden-watchdog"', null, "cron_job");
  await expect(watchdog()).resolves.toBeDefined();
  await foundError('public."100%; drop"');
  await expect(watchdog()).rejects.toThrow(
    'supawarden: 1 open error finding: rls_disabled_in_public on public."100%; drop"',
  );
  for (let index = 1; index <= 6; index += 1) await foundError(`public.t${index}`);
  await expect(watchdog()).rejects.toThrow(/7 open error findings: .*public\.t4 and 2 more$/);
});

test("pruning removes old run details of our own jobs and old alerts only", async () => {
  await database.execute(`
    select cron.schedule('theirs', '0 1 * * *', 'select 1');
    insert into cron.job_run_details (jobid, command, status, start_time, end_time)
    select job.jobid, job.command, 'succeeded', now() - age.days * interval '1 day', now() - age.days * interval '1 day'
    from cron.job job cross join (values (1), (30)) as age (days)`);
  await succeeded(1);
  await database.execute(`
    insert into supawarden.alerts (idempotency_key, run_id, channel, channel_type, payload, next_attempt_at, delivered_at, created_at)
    select kind.name, run.id, kind.name, 'log', '{}', now(), kind.delivered_at, kind.created_at
    from supawarden.runs run
    cross join (values
      ('old', now(), now() - interval '91 days'),
      ('waiting', null, now() - interval '91 days'),
      ('recent', now(), now() - interval '1 day')
    ) as kind (name, delivered_at, created_at)`);
  await database.query("select supawarden.prune()");
  const left = await database.query(
    "select count(*)::int4 as details, count(*) filter (where job.jobname = 'theirs')::int4 as theirs from cron.job_run_details run join cron.job job using (jobid)",
  );
  expect(left).toEqual([{ details: 5, theirs: 2 }]);
  expect(await database.query("select channel from supawarden.alerts order by channel")).toEqual([
    { channel: "recent" },
    { channel: "waiting" },
  ]);
});

test("nobody but the owner may call the functions", async () => {
  const open = await database.query(
    `select rol.rolname, pro.proname
     from pg_catalog.pg_proc pro
     cross join pg_catalog.pg_roles rol
     where pro.pronamespace = 'supawarden'::regnamespace
       and rol.rolname in ('anon', 'authenticated', 'service_role')
       and pro.proname in ('start_audit', 'watchdog', 'prune', 'install_schedule')
       and has_function_privilege(rol.oid, pro.oid, 'execute')`,
  );
  expect(open).toEqual([]);
});
