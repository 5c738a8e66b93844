import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Judgement } from "../../src/shared/audit/judge.ts";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

// What a rule could not see is said, never taken for clean.

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

async function said(
  rule: string,
  request: { readonly sql: string; readonly config?: Config },
): Promise<{ readonly found: readonly string[]; readonly gaps: readonly string[] }> {
  let judgement: Judgement | undefined;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(request.sql);
    judgement = await judgeSession(session, request.config ?? {});
  });
  return {
    found: (judgement?.findings ?? [])
      .filter((finding) => finding.rule === rule)
      .map(({ object }) => object.identity),
    gaps: (judgement?.notEvaluated ?? []).filter((entry) => entry.rule === rule).map(({ reason }) => reason),
  };
}

const READER = "create role reader; create schema app; grant usage on schema app to reader;";

test("a sequence that may not be read is named, the others are judged", async () => {
  const { found, gaps } = await said("sequence_exhaustion", {
    sql: `${READER}
      create sequence app.open as int; create sequence app.closed as int; create sequence app.endless;
      select setval('app.open', 2147483647), setval('app.closed', 2147483647);
      grant select on sequence app.open to reader;
      set local role reader`,
  });
  expect(found).toEqual(["app.open"]);
  expect(gaps).toEqual(["last value not read of app.closed: the reading role may not select from it"]);
});

test("a table that may not be read is named, the others are counted", async () => {
  const { found, gaps } = await said("orphaned_rows", {
    sql: `${READER}
      create table app.customers (id bigint primary key);
      create table app.orders (id bigint primary key, customer_id bigint);
      create table app.refunds (id bigint primary key, customer_id bigint);
      insert into app.customers values (1);
      insert into app.orders values (1, 1), (2, 2);
      insert into app.refunds values (1, 1), (2, 2);
      grant select on app.customers, app.orders to reader;
      set local role reader`,
  });
  expect(found).toEqual(["app.orders.customer_id"]);
  expect(gaps).toEqual(["app.refunds.customer_id: the reading role may not read app.refunds"]);
});

describe("required_object_missing", () => {
  const rule = "required_object_missing";

  test("is not evaluated where nothing is required", async () => {
    expect(await said(rule, { sql: "select" })).toEqual({
      found: [],
      gaps: ["no required object is configured"],
    });
  });

  test("does not call missing what it may not read", async () => {
    const { found, gaps } = await said(rule, {
      sql: `${READER} revoke all on schema storage from reader; set local role reader`,
      config: {
        required_objects: [
          { kind: "bucket", identity: "avatars" },
          { kind: "role", identity: "nobody_at_all" },
          { kind: "role", identity: "reader" },
        ],
      },
    });
    expect(found).toEqual(["nobody_at_all"]);
    expect(gaps).toEqual([expect.stringMatching(/^bucket avatars: permission denied/)]);
  });

  test("takes the absence of the table that would hold an object for its absence", async () => {
    const { found, gaps } = await said(rule, {
      sql: "drop schema supabase_migrations cascade",
      config: { required_objects: [{ kind: "migration", identity: "20260101000000" }] },
    });
    expect([found, gaps]).toEqual([["20260101000000"], []]);
  });

  test.each([
    ["relation", "notes", "public.notes"],
    ["relation", 'app."Odd ""name"', 'app."Odd ""name"'],
    ["relation", "app.Notes", 'app."Notes"'],
    ["column", "notes.body", "public.notes.body"],
    ["policy", '"who on what" on notes', '"who on what" on public.notes'],
    ["routine", "work", "public.work"],
    ["routine", "app.work(text, app.mood)", "app.work(text, app.mood)"],
    ["trigger", "on_ddl", "on_ddl"],
    ["cron_job", "every night on time", "every night on time"],
    ["relation", "a.b.c", "a.b.c"],
    ["relation", 'app."open', 'app."open'],
  ] as const)("names a missing %s %s as %s", async (kind, identity, shown) => {
    const { found } = await said(rule, { sql: "select", config: { required_objects: [{ kind, identity }] } });
    expect(found).toEqual([shown]);
  });

  test("finds what is there, however it is written", async () => {
    const names: readonly [string, string][] = [
      ["relation", "notes"],
      ["relation", "public.notes"],
      ["relation", 'app."Odd ""name"'],
      ["relation", 'app.Odd "name'],
      ["column", 'app."Odd ""name".id'],
      ["policy", '"who on what" on notes'],
      ["policy", "who on what on public.notes"],
      ["routine", "app.work"],
      ["routine", "app.work(text)"],
      ["schema", "app"],
    ];
    const config = parseConfig(
      { required_objects: names.map(([kind, identity]) => ({ kind, identity })) },
      RULES.map(({ id }) => id),
    );
    expect(
      await said(rule, {
        sql: `${READER}
          create table public.notes (id bigint primary key);
          create table app."Odd ""name" (id bigint primary key);
          create policy "who on what" on public.notes using (true);
          create function app.work(text) returns int language sql set search_path = '' as 'select 1'`,
        config,
      }),
    ).toEqual({ found: [], gaps: [] });
  });
});

test("the configuration of orphaned_rows takes a budget, other rules' do not", () => {
  expect(parseConfig({ rules: { orphaned_rows: { budget_ms: 500, enabled: true } } })).toEqual({
    rules: { orphaned_rows: { budget_ms: 500, enabled: true } },
  });
  expect(() => parseConfig({ rules: { no_primary_key: { budget_ms: 500 } } })).toThrow(
    /rules\.no_primary_key: unknown key "budget_ms"/,
  );
  expect(() => parseConfig({ rules: { orphaned_rows: { budget_s: 500 } } })).toThrow(
    /unknown key "budget_s", did you mean "budget_ms"/,
  );
  expect(() => parseConfig({ required_objects: [{ kind: "privilege", identity: "x" }] })).toThrow(
    /required_objects\.0\.kind/,
  );
});
