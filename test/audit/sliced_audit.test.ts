import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditAndStore } from "../../src/shared/audit/recorded_audit.ts";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import {
  type AuditStep,
  continueAudit,
  type SlicedAuditOptions,
  startAudit,
} from "../../src/shared/audit/sliced_audit.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { listFindings } from "../../src/shared/store/findings.ts";
import { getRun, listRuns } from "../../src/shared/store/runs.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";

const SCHEMA = `
  create table public.notes (id bigint primary key, owner uuid not null, body text);
  create table public.loose (label text);
  alter table public.notes enable row level security;
  create policy own on public.notes for select to authenticated using (owner = auth.uid());
  create index notes_owner on public.notes (owner);
  create index notes_owner_again on public.notes (owner);
  create function public.open_door() returns bigint language sql security definer
    as 'select count(*) from public.notes';
  grant select on public.notes, public.loose to anon, authenticated`;

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
  database = openServer({ url: own.ownerUrl });
  await makeStore(database);
  await database.execute(SCHEMA);
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});
beforeEach(() =>
  database.execute(`
    alter table supawarden.finding_events disable trigger finding_events_append_only;
    delete from supawarden.alerts; delete from supawarden.catalog_state; delete from supawarden.finding_events;
    delete from supawarden.findings; delete from supawarden.runs;
    alter table supawarden.finding_events enable trigger finding_events_append_only`),
);

/** A budget of nothing: every rule is a slice of its own. */
function options(overrides: Partial<SlicedAuditOptions> = {}): SlicedAuditOptions {
  return {
    config: {
      exposed_schemas: ["public"],
      alerts: { threshold: "info", channels: [{ type: "log", name: "log" }] },
      suppressions: [
        { rule: "no_primary_key", object: "public.loose", reason: "a scratch table", owner: "ana" },
        { rule: "*", object: "public.not_there", reason: "was dropped", owner: "ben" },
      ],
    },
    trigger: "cron",
    source: "database",
    clock: () => new Date().toISOString(),
    newId: randomUUID,
    budget: 0,
    ...overrides,
  };
}

/** Makes slices until none is left; `between` is called before each but the first. */
async function allSlices(between: () => Promise<void> = async () => {}): Promise<AuditStep[]> {
  const steps = [await startAudit(database, options())];
  for (let last = steps[0]; last?.more; last = steps.at(-1)) {
    await between();
    steps.push(await continueAudit(database, { ...options(), runId: last.runId }));
  }
  return steps;
}

async function stored(from: Database = database) {
  const { findings } = await listFindings(from, { limit: 5_000 });
  return findings.map(({ first_seen_at: _first, last_seen_at: _last, ...finding }) => steady(finding));
}

/** Without what moves from one reading to the next: the state, and the transactions that the server has counted. */
function steady(finding: Finding) {
  const { state: _, message, evidence, ...rest } = finding;
  return finding.rule === "unused_index" ? rest : { ...rest, message, evidence };
}

describe("an audit in slices", () => {
  test("stores what an audit made at once does, and says the same of it", async () => {
    const steps = await allSlices();
    expect(steps.length).toBeGreaterThan(8);
    const sliced = await stored();
    const run = await getRun(database, steps.at(-1)?.runId ?? "");
    expect(run?.not_evaluated.filter((entry) => entry.reason.includes("the rule failed"))).toEqual([]);
    const whole = await auditDatabase(database, options());
    expect(sliced).toEqual(whole.findings.map(steady));
    expect(run?.status).toBe("succeeded");
    expect(run?.summary).toEqual(whole.summary);
    expect(run?.not_evaluated).toEqual(whole.not_evaluated);
    expect(run?.stale_suppressions).toEqual(whole.stale_suppressions);
    expect(run?.stale_suppressions.map((entry) => entry.object)).toEqual(["public.not_there"]);
  });

  test("alerts once, at the end, on what all slices found", async () => {
    await allSlices();
    const alerts = await database.query<{
      payload: { summary: { new: number }; groups: { count: number }[] };
    }>("select payload from supawarden.alerts");
    expect(alerts.length).toBe(1);
    const counted = alerts[0]?.payload.groups.reduce((sum, group) => sum + group.count, 0);
    expect(counted).toBe(alerts[0]?.payload.summary.new);
    expect(counted).toBeGreaterThan(3);
  });

  test("begins anew when the database changes between two slices, and alerts on all of it", async () => {
    let changed = false;
    const steps = await allSlices(async () => {
      if (changed) return;
      changed = true;
      await database.execute(
        "create table public.late (id bigint primary key); grant select on public.late to anon",
      );
    });
    const ids = new Set(steps.map((step) => step.runId));
    expect(ids.size).toBe(2);
    const { runs } = await listRuns(database, { limit: 10 });
    expect(runs.map((run) => run.status)).toEqual(["succeeded", "failed"]);
    expect(runs[1]?.error).toContain("something changed between two slices");
    const whole = await auditDatabase(database, options());
    expect((await stored()).map((finding) => finding.fingerprint)).toEqual(
      whole.findings.map((finding) => finding.fingerprint),
    );
    const [alert] = await database.query<{ payload: { groups: { count: number }[] } }>(
      "select payload from supawarden.alerts",
    );
    const counted = alert?.payload.groups.reduce((sum, group) => sum + group.count, 0);
    expect(counted).toBe(whole.findings.filter((finding) => finding.suppression === undefined).length);
    await database.execute("drop table public.late");
  });

  test("gives up, in words, on a database that never holds still", async () => {
    let table = 0;
    await expect(
      allSlices(() => database.execute(`create table public.restless_${table++} (id bigint primary key)`)),
    ).rejects.toThrow(/changed between two slices .* 4 times in a row/);
    for (; table > 0; table--) await database.execute(`drop table public.restless_${table - 1}`);
    const { runs } = await listRuns(database, { limit: 10 });
    expect(runs.map((run) => run.status)).toEqual(["failed", "failed", "failed", "failed"]);
  });

  test("lets no other audit begin between two slices, and one that stands still be taken over", async () => {
    const first = await startAudit(database, options());
    expect(first.more).toBe(true);
    await expect(startAudit(database, options())).rejects.toThrow(/between two slices/);
    await database.query("update supawarden.runs set slices_at = slices_at - interval '8 minutes'");
    const second = await startAudit(database, options());
    await expect(continueAudit(database, { ...options(), runId: first.runId })).rejects.toThrow(/no run/);
    const { runs } = await listRuns(database, { limit: 10 });
    expect(new Map(runs.map((run) => [run.id, run.status]))).toEqual(
      new Map([
        [first.runId, "abandoned"],
        [second.runId, "running"],
      ]),
    );
  });

  test("judges only the rules on live figures on a night on which nothing has changed", async () => {
    const first = await allSlices();
    const before = await stored();
    const second = await allSlices();
    expect(second.length).toBeLessThan(first.length);
    const run = await getRun(database, second.at(-1)?.runId ?? "");
    const [row] = await database.query<{ since: string | null }>(
      "select unchanged_since::text as since from supawarden.runs where id = $1::uuid",
      [run?.id ?? ""],
    );
    expect(row?.since).toBe(first.at(-1)?.runId);
    expect(await stored()).toEqual(before);
    expect(run?.summary).toMatchObject({ new: 0, reopened: 0, resolved: 0 });
    // One that is made at once takes over what slices left, and the other way round.
    const whole = await auditAndStore(database, options());
    expect(whole.summary).toEqual(run?.summary);
    expect(whole.not_evaluated).toEqual(run?.not_evaluated);
  });

  test("stays limited to the rules it was started with, and leaves nothing to compare with", async () => {
    let step = await startAudit(database, options({ rules: ["no_primary_key", "duplicate_index"] }));
    while (step.more) step = await continueAudit(database, { ...options(), runId: step.runId });
    expect(new Set((await stored()).map((finding) => finding.rule))).toEqual(
      new Set(["no_primary_key", "duplicate_index"]),
    );
    expect(await database.query("select run_id from supawarden.catalog_state")).toEqual([]);
    const { runs } = await listRuns(database, { limit: 10 });
    expect(runs.map((run) => run.status)).toEqual(["succeeded"]);
  });

  test("begins anew when the configuration changes between two slices", async () => {
    const first = await startAudit(database, options());
    const config = { exposed_schemas: ["public"] };
    let step = await continueAudit(database, { ...options({ config }), runId: first.runId });
    expect(step.runId).not.toBe(first.runId);
    while (step.more) step = await continueAudit(database, { ...options({ config }), runId: step.runId });
    expect((await getRun(database, first.runId))?.error).toContain("version, rules or configuration");
    const whole = await auditDatabase(database, options({ config }));
    expect(await stored()).toEqual(whole.findings.map(steady));
  });

  test("is made at once where the budget allows", async () => {
    const step = await startAudit(database, options({ budget: 60_000_000 }));
    expect(step.more).toBe(false);
    expect(step.report?.findings.length).toBeGreaterThan(3);
  });
});
