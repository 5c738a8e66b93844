import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import {
  type AuditStep,
  continueAudit,
  type SlicedAuditOptions,
  startAudit,
} from "../../src/shared/audit/sliced_audit.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type * as Parser from "../../src/shared/sql/parser.ts";
import { listFindings } from "../../src/shared/store/findings.ts";
import { makeStore } from "../support/store.ts";
import { type Cluster, databaseUrl, onDatabase, startCluster, TEMPLATE } from "../support/test_cluster.ts";

const loads = vi.hoisted(() => ({ count: 0 }));
// The real parser; only how often it is asked for is counted, and no step finds it loaded by one before it: on the
// platform each step is an invocation of its own.
vi.mock("../../src/shared/sql/parser.ts", async (original) => {
  const real = await original<typeof Parser>();
  return {
    ...real,
    loadedSqlParser: () => undefined,
    loadSqlParser: () => {
      loads.count++;
      return real.loadSqlParser();
    },
  };
});
vi.setConfig({ testTimeout: 180_000 });

const NAMES = Array.from({ length: 30 }, (_, number) => `t${number}`);
const SCHEMA = `
  set check_function_bodies = off;
  ${NAMES.map(
    (name) => `
  create table public.${name} (id bigint primary key, owner uuid);
  grant select on public.${name} to authenticated;
  alter table public.${name} enable row level security;
  create policy own on public.${name} for select to authenticated
    using (owner = auth.uid() and coalesce(current_setting('app.${name}', true), '') <> 'off');
  create function public.f_${name}() returns bigint language plpgsql security definer set search_path = '' as
    'begin return (select count(*) from public.${name}); end';`,
  ).join("")}
  create function public.no_body() returns void language plpgsql as 'begin this is not; end if';
  create function public.broken() returns void language plpgsql as 'begin perform nowhere(); end';`;

// A server of its own: roles are a whole cluster's, and a run begins anew when another test file makes one.
let cluster: Cluster;
let ownUrl: string;
let database: Database;
beforeAll(async () => {
  cluster = await startCluster("npm");
});
afterAll(() => cluster?.server?.stop());
beforeEach(async () => {
  const { state } = cluster;
  if (!state.available) throw new Error(state.reason);
  await onDatabase(state.url, async (admin) => {
    await admin.execute("drop database if exists texts with (force)");
    await admin.execute(`create database texts template ${TEMPLATE}`);
    await admin.execute("grant create on database texts to cli_login_owner");
  });
  ownUrl = databaseUrl(state.url, "texts", "cli_login_owner");
  database = openServer({ url: ownUrl });
  await makeStore(database);
  await database.execute(SCHEMA);
});
afterEach(() => database?.close());

function options(budget: number): SlicedAuditOptions {
  return {
    config: { exposed_schemas: ["public"] },
    trigger: "cron",
    source: "database",
    clock: () => new Date().toISOString(),
    newId: randomUUID,
    budget,
    full: true,
  };
}

interface Step {
  readonly loads: number;
  readonly findings: number;
}

/** Makes a run; tells of each of its steps how often it asked for the parser and what it found. */
async function night(budget = 0): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let last: AuditStep | undefined;
  while (last === undefined || last.more) {
    const before = loads.count;
    last =
      last === undefined
        ? await startAudit(database, options(budget))
        : await continueAudit(database, { ...options(budget), runId: last.runId });
    steps.push({ loads: loads.count - before, findings: last.findings.length });
  }
  return steps;
}

async function stored(): Promise<readonly string[]> {
  const { findings } = await listFindings(database, { limit: 5_000 });
  return findings
    .filter(({ state }) => state !== "resolved")
    .map(({ fingerprint, root_cause }) => `${fingerprint} ${root_cause}`)
    .sort();
}

async function atOnce(): Promise<readonly string[]> {
  const { findings } = await auditDatabase(database, options(0));
  return findings.map(({ fingerprint, root_cause }) => `${fingerprint} ${root_cause}`).sort();
}

const judging = (steps: readonly Step[]) => steps.filter(({ findings }) => findings > 0);

test("a first night parses in steps of their own, and judges what it would at once without the parser", async () => {
  const steps = await night();
  expect(judging(steps).length).toBeGreaterThan(3);
  expect(judging(steps).map((step) => step.loads)).toEqual(judging(steps).map(() => 0));
  expect(steps.filter((step) => step.loads > 0).length).toBeGreaterThan(3);
  expect(await stored()).toEqual(await atOnce());
});

test("a later night parses only the shard in which a text is new, in one step before it", async () => {
  const steps = await night();
  const again = await night();
  expect(again.map((step) => step.loads)).toEqual(again.map(() => 0));
  expect(again.length).toBeLessThan(steps.length);
  await database.execute(`
    create or replace function public.f_t7() returns bigint language plpgsql security definer set search_path = '' as
      'begin return (select max(nothing_there) from public.t7); end'`);
  const changed = await night();
  expect(changed.filter((step) => step.loads > 0)).toEqual([{ loads: 1, findings: 0 }]);
  // The shard is read once to see that it has a new text, and once to be judged.
  expect(changed.length).toBe(again.length + 2);
  expect(await stored()).toEqual(await atOnce());
  expect((await stored()).length).toBeGreaterThan(0);
});

test("a text that is no SQL is tried once, and does not keep a run from its end", async () => {
  await night();
  const kept = await database.query<{ facts: { readonly unparsable?: string } }>(
    "select facts from supawarden.known_bodies where facts ? 'unparsable'",
  );
  expect(kept.map(({ facts }) => typeof facts.unparsable)).toEqual(["string"]);
  const again = await night();
  expect(again.map((step) => step.loads)).toEqual(again.map(() => 0));
});

test("a run that ends between parsing and judging is taken up where it stands", async () => {
  const first = await startAudit(database, options(0));
  expect(first.more).toBe(true);
  const second = await continueAudit(database, { ...options(0), runId: first.runId });
  // Whoever goes on has nothing but the store.
  await database.close();
  database = openServer({ url: ownUrl });
  let step = second;
  while (step.more) step = await continueAudit(database, { ...options(0), runId: first.runId });
  expect(step.runId).toBe(first.runId);
  expect(await stored()).toEqual(await atOnce());
});

test("what was parsed before a change of the database is kept for the run that begins anew", async () => {
  let step = await startAudit(database, options(0));
  const first = step.runId;
  const goOn = async () => {
    step = await continueAudit(database, { ...options(0), runId: step.runId });
  };
  // One text a step: these are beyond the first shard.
  for (let count = 0; count < 20; count++) await goOn();
  await database.execute("alter table public.t9 disable row level security");
  const before = loads.count;
  await goOn();
  expect(step.runId).not.toBe(first);
  let steps = 0;
  while (step.more) {
    await goOn();
    steps++;
  }
  // All night long it would be the 62 texts.
  expect(loads.count - before).toBeLessThan(55);
  expect(steps).toBeGreaterThan(5);
  expect(await stored()).toEqual(await atOnce());
});
