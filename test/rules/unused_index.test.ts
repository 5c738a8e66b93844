import { afterAll, beforeAll, expect, test } from "vitest";
import type { Judgement } from "../../src/shared/audit/judge.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { judgeSession } from "../support/rule_fixtures.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";

// Counters of use exist only once a transaction has ended, so this needs a database of its own.
const TABLES = `
  create table public.notes (id bigint primary key, owner int, other int);
  insert into public.notes select number, number, number from generate_series(1, 5000) number;
  create index notes_owner on public.notes (owner);
  create index notes_other on public.notes (other);
  create table public.events (year int, owner int, other int) partition by list (year);
  create table public.events_2025 partition of public.events for values in (2025);
  create table public.events_2026 partition of public.events for values in (2026);
  insert into public.events select 2025 + number % 2, number, number from generate_series(1, 5000) number;
  create index events_owner on public.events (owner);
  create index events_other on public.events (other);
  analyze`;
const USE = `
  set enable_seqscan = off;
  set enable_bitmapscan = off;
  select from public.notes where owner = 5;
  select from public.events where year = 2026 and owner = 5;
  select pg_catalog.pg_stat_force_next_flush()`;

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
  database = openServer({ url: own.url });
  await database.execute(TABLES);
  // A simple query of several statements is one transaction: its counters are there when the next one begins.
  await database.execute(USE);
  await database.query("select pg_catalog.pg_stat_force_next_flush()");
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});

function judged(from: Database = database): Promise<Judgement> {
  return from.transaction("snapshot", (session) => judgeSession(session, {}, "unused_index"));
}

test("an index that a query used is not reported, nor a partitioned one that was used on one partition", async () => {
  const { findings, notEvaluated } = await judged();
  expect(findings.map(({ object }) => object.identity)).toEqual([
    "public.events_other",
    "public.notes_other",
  ]);
  expect(notEvaluated).toEqual([]);
  expect(findings[0]?.evidence).toMatchObject({ partitions: 2, relation_kind: "partitioned table" });
  expect(findings[0]?.message).toMatch(
    /has not been used in the \d+ transactions that the server has counted/,
  );
});

test("counters that count nothing make the rule not evaluated", async () => {
  const name = new URL(own.url).pathname.slice(1);
  await database.execute(`alter database ${name} set track_counts = off`);
  const { findings, notEvaluated } = await onDatabase(own.url, judged);
  await database.execute(`alter database ${name} reset track_counts`);
  expect(findings).toEqual([]);
  expect(notEvaluated.map(({ reason }) => reason)).toEqual([expect.stringContaining("track_counts")]);
});

test("counters that were set to zero say so and are one cause for all", async () => {
  await database.query("select pg_catalog.pg_stat_reset()");
  const { findings } = await judged();
  expect(findings.map(({ object }) => object.name)).toEqual([
    "events_other",
    "events_owner",
    "notes_other",
    "notes_owner",
  ]);
  for (const finding of findings) {
    expect(finding.message).toContain("in the hour since the counters were set to zero");
    expect(finding.root_cause).toBe("the server has counted the use of indexes for less than 30 days");
    expect(finding.evidence.counters_reset_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
});
