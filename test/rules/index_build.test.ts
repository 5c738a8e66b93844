import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Judgement, judge } from "../../src/shared/audit/judge.ts";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { ruleInput } from "../../src/shared/facts/rule_input.ts";
import { indexInvalid } from "../../src/shared/rules/index_invalid.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";

// What only a server with several sessions can show: builds that fail and builds that run.

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own?.drop());
beforeEach(async () => {
  database = openServer({ url: own.url });
  await database.execute(`
    drop table if exists public.notes;
    create table public.notes (id bigint primary key, body text);
    insert into public.notes values (1, 'same'), (2, 'same');
    grant select on public.notes to connect_only`);
});
afterEach(() => database.close());

async function judged(from: Database): Promise<Judgement> {
  const snapshot = await loadSnapshot(from, { takenAt: "2026-01-01T00:00:00.000Z", orphanBudget: 0 });
  return judge([indexInvalid], ruleInput(snapshot, { config: {}, parser: null }));
}

/** Keeps a concurrent build waiting: it waits for every transaction that may have seen the table without the index. */
async function whileBuildsWait(
  body: (statement: (sql: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const holder = openServer({ url: own.url });
  const builder = openServer({ url: own.url });
  try {
    await holder.transaction("write", async (session) => {
      await session.execute("update public.notes set body = body where id = 1");
      await body((sql) => builder.execute(sql));
    });
  } finally {
    await holder.close();
    await builder.close();
  }
}

async function untilIndexIsInvalid(): Promise<void> {
  for (;;) {
    const rows = await database.query("select from pg_catalog.pg_index where not indisvalid");
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a build that failed is found, and reindexing repairs it once its cause is gone", async () => {
  await expect(
    database.execute("create unique index concurrently notes_body on public.notes (body)"),
  ).rejects.toThrow(/could not create unique index/);
  const found = await judged(database);
  expect(found.findings.map(({ message }) => message)).toEqual([
    "Unique index public.notes_body on public.notes is invalid.",
  ]);
  const sql = found.findings[0]?.remediation.sql ?? "";
  await expect(database.execute(sql)).rejects.toThrow(/could not create unique index/);
  await database.execute(`delete from public.notes where id = 2; ${sql}`);
  expect((await judged(database)).findings).toEqual([]);
});

test("a build that runs is left out; a role that may not see it says so", async () => {
  const restricted = openServer({ url: own.connectOnlyUrl });
  try {
    let build: Promise<void> | undefined;
    await whileBuildsWait(async (statement) => {
      build = statement("create index concurrently notes_body on public.notes (body)");
      build.catch(() => {});
      await untilIndexIsInvalid();
      const seen = await judged(database);
      expect([seen.findings, seen.notEvaluated]).toEqual([[], []]);
      const hidden = await judged(restricted);
      expect(hidden.findings).toEqual([]);
      expect(hidden.notEvaluated.map(({ reason }) => reason)).toEqual([
        "public.notes_body is invalid, but an index is being built that role connect_only may not see: it may be this one",
      ]);
    });
    // The builder's connection was closed with the helper, so its build was cut off half-way.
    await build?.catch(() => {});
  } finally {
    await restricted.close();
  }
});

test("what a REINDEX CONCURRENTLY left behind is to be dropped", async () => {
  await database.execute("create index notes_body on public.notes (body)");
  await whileBuildsWait(async (statement) => {
    await statement("set statement_timeout = 500");
    await expect(statement("reindex index concurrently public.notes_body")).rejects.toThrow(/timeout/);
  });
  const found = await judged(database);
  expect(found.findings.map(({ object }) => object.identity)).toEqual(["public.notes_body_ccnew"]);
  expect(found.findings[0]?.message).toContain("left behind by a REINDEX CONCURRENTLY");
  await database.execute(found.findings[0]?.remediation.sql ?? "");
  expect((await judged(database)).findings).toEqual([]);
  expect(await database.query("select from pg_catalog.pg_class where relname = 'notes_body'")).toHaveLength(
    1,
  );
});
