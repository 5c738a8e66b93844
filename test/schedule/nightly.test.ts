import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { createAuditApp } from "../../supabase/functions/audit/app.ts";
import { runCli } from "../cli/run_cli.ts";
import { type HttpReceiver, httpReceiver } from "../support/http_receiver.ts";
import { applyOwnMigrations } from "../support/own_migrations.ts";
import { debianServer } from "../support/servers.ts";
import { NET_STAND_IN } from "./net_stand_in.ts";

const TOKEN = "a token of the test's own";
const debian = await debianServer();
const missing = debian.available ? curlMissing() : debian.reason;
if (missing !== undefined)
  process.stderr.write(`\nthe nightly path under pg_cron is not tested: ${missing}\n`);

function curlMissing(): string | undefined {
  try {
    execFileSync("curl", ["--version"]);
    return undefined;
  } catch {
    return "there is no curl to stand in for pg_net";
  }
}

/** What one run of a job came to, by pg_cron's own record. */
interface JobRun {
  readonly status: string;
  readonly return_message: string;
  readonly command: string;
}

let database: Database;
let receiver: HttpReceiver;
beforeAll(async () => {
  if (!debian.available || missing !== undefined) return;
  receiver = await httpReceiver();
  database = openServer({ url: debian.cronDatabaseUrl });
  await database.execute(NET_STAND_IN);
  await applyOwnMigrations(database);
});
afterAll(async () => {
  await receiver?.close();
  // The database is shared by the whole run.
  await database?.execute(`
    select cron.unschedule(job.jobid) from cron.job job where job.jobname like 'supawarden-%';
    delete from vault.secrets where name like 'supawarden_%';
    drop schema if exists supawarden cascade;
    drop schema if exists net cascade;
    drop table if exists public.nightly_notes cascade;
    drop function if exists public.nightly_notes_of(uuid)`);
  await database?.close();
});

test.skipIf(missing !== undefined)(
  "from the schedule to stored findings to a delivered webhook, and the watchdog fails until then",
  { timeout: 150_000 },
  async () => {
    if (!debian.available) return;
    await database.execute(`
      create table public.nightly_notes (id uuid primary key);
      create function public.nightly_notes_of(wanted uuid) returns setof public.nightly_notes
        language sql security definer as 'select * from public.nightly_notes where id = wanted';
      grant select on public.nightly_notes to anon;
      grant execute on function public.nightly_notes_of(uuid) to anon`);

    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const background: Promise<unknown>[] = [];
    const config = parseConfig({
      alerts: {
        threshold: "info",
        channels: [{ type: "webhook", name: "ops", url: `${receiver.url}/hook` }],
      },
    });
    const app = createAuditApp({
      connect: async () => {
        // The audit waits until the watchdog of the same minute has judged.
        await opened;
        return openServer({ url: debian.cronDatabaseUrl });
      },
      env: (name) => (name === "SUPAWARDEN_TRIGGER_TOKEN" ? TOKEN : undefined),
      config: async () => config,
      clock: () => new Date().toISOString(),
      newId: () => randomUUID(),
      waitUntil: (work) => background.push(work),
      log: () => {},
    });
    const web = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
    try {
      const address = await listening(web);
      expect(await examined()).toMatchObject({
        vault_secrets: { status: "fail", message: "Vault has no supawarden_url and no supawarden_token" },
        schedule: { status: "pass" },
      });
      await database.query(
        "select vault.create_secret($1, 'supawarden_url'), vault.create_secret($2, 'supawarden_token')",
        [`http://127.0.0.1:${address}/functions/v1/audit`, TOKEN],
      );
      expect(await database.query("select supawarden.install_schedule() ->> 'status' as status")).toEqual([
        { status: "scheduled" },
      ]);
      expect(await examined()).toMatchObject({
        vault_secrets: { status: "pass" },
        schedule: { status: "pass", message: expect.stringContaining("supawarden-watchdog") },
      });
      // The same jobs, every minute: pg_cron 1.4 knows no seconds.
      await database.execute(`
        select cron.alter_job(job.jobid, schedule := '* * * * *')
        from cron.job job
        where job.jobname in ('supawarden-nightly', 'supawarden-watchdog')`);

      const failed = await eventually(() => lastRun("supawarden-watchdog", "failed"));
      expect(failed.return_message).toContain("no audit has succeeded yet");
      expect(await examined()).toMatchObject({
        schedule: { status: "fail", message: expect.stringContaining("supawarden-watchdog") },
        last_run: { status: "fail" },
      });
      open();
      await eventually(async () => receiver.received[0]);
      await database.execute(
        "select cron.unschedule('supawarden-nightly'); select cron.unschedule('supawarden-watchdog')",
      );
      await Promise.all(background);
    } finally {
      open();
      await new Promise((resolve) => web.close(resolve));
    }

    const [run] = await database.query<{ id: string }>(
      "select id::text as id, status, trigger, source from supawarden.runs where status = 'succeeded' order by started_at limit 1",
    );
    expect(run).toMatchObject({ status: "succeeded", trigger: "cron", source: "database" });
    expect(await examined()).toMatchObject({
      last_run: { status: "pass" },
      schedule: {
        status: "fail",
        message: "no cron job supawarden-nightly, supawarden-watchdog",
      },
    });
    const stored = await database.query<{ rule: string }>(
      "select rule, state from supawarden.findings where object_identity like 'public.nightly_notes_of(%' order by rule",
    );
    expect(stored.map((finding) => finding.rule)).toContain("anon_security_definer_function_executable");
    const [alert] = receiver.received;
    expect(alert).toMatchObject({ method: "POST", path: "/hook" });
    expect(JSON.parse(alert?.body ?? "")).toMatchObject({
      version: 1,
      run: { id: run?.id, trigger: "cron" },
    });
    expect(alert?.body).toContain("public.nightly_notes_of(");
    expect(
      await database.query(
        "select delivered_at is not null as delivered from supawarden.alerts where run_id = $1::uuid",
        [run?.id ?? null],
      ),
    ).toEqual([{ delivered: true }]);
    const recorded = await database.query<JobRun>(
      "select status, return_message, command from cron.job_run_details",
    );
    expect(JSON.stringify(recorded)).not.toContain(TOKEN);
  },
);

/** What `supawarden doctor` says of the database, by name. */
async function examined(): Promise<Readonly<Record<string, { status: string; message: string }>>> {
  if (!debian.available) throw new Error(debian.reason);
  const { stdout } = await runCli(["doctor", "--db-url", debian.cronDatabaseUrl, "--format", "json"]);
  const { examinations } = JSON.parse(stdout) as {
    examinations: readonly { name: string; status: string; message: string }[];
  };
  return Object.fromEntries(examinations.map((each) => [each.name, each]));
}

/** The last run of a job that ended so, as pg_cron recorded it. */
async function lastRun(job: string, status: string): Promise<JobRun | undefined> {
  const rows = await database.query<JobRun>(
    `select run.status, run.return_message, run.command
     from cron.job_run_details run
     join cron.job job on job.jobid = run.jobid
     where job.jobname = $1
       and run.status = $2
     order by run.runid desc
     limit 1`,
    [job, status],
  );
  return rows[0];
}

/** Asks until there is an answer; a job that runs every minute has begun within 60 s. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 70_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error("nothing came within 70 s");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function listening(web: ReturnType<typeof serve>): Promise<number> {
  return new Promise((resolve, reject) => {
    const ready = () => {
      const address = web.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("the web server has no port"));
    };
    if (web.listening) ready();
    else web.once("listening", ready);
  });
}
