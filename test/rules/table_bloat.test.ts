import { afterAll, beforeAll, expect, test } from "vitest";
import type { Judgement } from "../../src/shared/audit/judge.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { judgeSession } from "../support/rule_fixtures.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
  database = openServer({ url: own.url });
  await database.execute(`
    create table public.churned (id bigint, note text) with (autovacuum_enabled = false);
    insert into public.churned select number, repeat('x', 1900) from generate_series(1, 10000) number;
    create table public.unknown (id bigint) with (autovacuum_enabled = false);
    insert into public.unknown select generate_series(1, 20000)`);
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});

function judged(from: Database = database): Promise<Judgement> {
  return from.transaction("snapshot", (session) => judgeSession(session, {}, "table_bloat"));
}

test("a table of which vacuum freed most pages is reported, until it is written anew", async () => {
  await database.query("vacuum analyze public.churned");
  expect((await judged()).findings).toEqual([]);
  await database.query("delete from public.churned where id % 100 > 0");
  await database.query("vacuum analyze public.churned");
  const [finding] = (await judged()).findings;
  expect(finding?.object.identity).toBe("public.churned");
  expect(finding?.message).toMatch(/takes 2\d MB, of which about 1\d MB \(9\d %\) hold no row/);
  await database.query("vacuum full analyze public.churned");
  expect((await judged()).findings).toEqual([]);
});

test("a table that was never analysed, or whose statistics may not be read, is not evaluated", async () => {
  await database.query("select pg_catalog.pg_stat_force_next_flush()");
  const reasons = async (from?: Database) => (await judged(from)).notEvaluated.map(({ reason }) => reason);
  const never = "public.unknown could not be estimated: it was never vacuumed or analysed";
  expect(await reasons()).toEqual([never]);
  await database.execute(
    "update pg_catalog.pg_class set relpages = 4000 where oid = 'public.churned'::regclass",
  );
  const hidden = "public.churned could not be estimated: the statistics of its columns may not be read";
  expect(await onDatabase(own.connectOnlyUrl, reasons)).toEqual([hidden, never]);
  expect(await reasons()).toEqual([never]);
  await database.execute("delete from pg_catalog.pg_statistic where starelid = 'public.churned'::regclass");
  expect(await reasons()).toEqual([
    "public.churned could not be estimated: its columns have no statistics; run analyze",
    never,
  ]);
});
