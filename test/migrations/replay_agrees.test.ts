import { expect, test } from "vitest";
import { analyse } from "../../src/shared/migrations/analysis.ts";
import { replayChain } from "../../src/shared/migrations/faults/replay_chain.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { readConflictFixture } from "../support/conflict_fixtures.ts";
import { freshShadow } from "../support/embedded.ts";
import { readTexts } from "../support/read_folder.ts";

const IDS = ["reference_before_creation", "object_never_created", "reference_after_drop"] as const;

async function replayed(texts: Readonly<Record<string, string>>) {
  const parser = await loadSqlParser();
  const reading = readTexts(texts, parser);
  const [folder] = reading.folders;
  if (folder === undefined) throw new Error("there is no folder");
  const database = await freshShadow();
  try {
    const replay = await replayChain(database, { folder, parser });
    const analysis = analyse(reading, {
      config: {},
      trigger: "cli",
      clock: () => "2026-01-01T00:00:00.000Z",
      newId: () => "run",
      startedAt: "2026-01-01T00:00:00.000Z",
      replays: [replay],
    });
    return { replay, findings: analysis.findings };
  } finally {
    await database.close();
  }
}

async function fixture(id: string, half: "bad" | "good") {
  const { reading } = await readConflictFixture(id, half);
  return replayed(Object.fromEntries(reading.files.map(({ path, text }) => [path, text])));
}

test.each(IDS)("%s: a server fails where the files say so, for that reason", async (id) => {
  const { replay, findings } = await fixture(id, "bad");
  const said = findings.filter(({ rule }) => rule === id);
  const atOnce = said.filter(({ severity }) => severity === "error");
  expect(findings.filter(({ rule }) => rule === "replay_disagrees")).toEqual([]);
  expect(atOnce.length).toBeGreaterThan(0);
  for (const { message, evidence } of atOnce) expect(evidence.replay, message).toBeDefined();
  expect(replay.faults.filter(({ reason }) => reason === id).length).toBe(atOnce.length);
});

test.each(IDS)("%s: a server takes what the files are silent on", async (id) => {
  const { replay, findings } = await fixture(id, "good");
  expect(replay.faults.map(({ fault }) => [fault.line, fault.message])).toEqual([]);
  const rules: readonly string[] = [...IDS, "replay_disagrees"];
  expect(findings.filter(({ rule }) => rules.includes(rule)).map(({ message }) => message)).toEqual([]);
});

test("what fails for want of a column or an overload takes what needs it along", async () => {
  const { findings } = await replayed({
    "20260101000000_start.sql": [
      "create table public.items (id bigint primary key);",
      "create function public.f(one bigint) returns bigint language sql as 'select 1';",
      "create index items_state_idx on public.items (state);",
      "alter table public.items add column mood public.mood;",
      "create index items_mood_idx on public.items (mood);",
      "create function public.f(one bigint, two public.mood) returns bigint language sql as 'select 1';",
      "create view public.fs as select public.f(1, null) as f;",
    ].join("\n"),
    "20260101000001_later.sql":
      "create type public.mood as enum ('good');\nalter table public.items add column state text;",
  });
  const told = findings
    .filter(({ rule }) => /^(?:reference_|object_never|replay_dis)/.test(rule))
    .map(({ rule, object, location, evidence }) => [
      rule,
      object.identity,
      location?.line,
      (evidence.cascades as readonly { readonly line: number }[] | undefined)?.map(({ line }) => line),
    ]);
  expect(told).toEqual([
    ["reference_before_creation", "public.items.state", 3, undefined],
    ["reference_before_creation", "public.mood", 4, [5, 7]],
  ]);
});

/** Rule, object, line and severity of what a reading and a replay say of the order of a chain. */
function told(findings: Awaited<ReturnType<typeof replayed>>["findings"]) {
  return findings
    .filter(({ rule }) => /^(?:reference_|object_never|object_created|replay_dis|statement_fails)/.test(rule))
    .map(({ rule, object, location, severity }) => [rule, object.identity, location?.line, severity]);
}

test("words of options are no types, and an extension may lie in any schema", async () => {
  const { replay, findings } = await replayed({
    "20260101000000_start.sql": [
      "create schema kit;",
      "create extension unaccent schema kit;",
      "create table public.items (id bigint primary key, name text) with (autovacuum_enabled = off);",
      "create view public.names with (security_invoker = on) as select name from public.items;",
      "alter view public.names set (security_invoker = off);",
      "alter table public.items set (autovacuum_enabled = off, toast.autovacuum_enabled = off);",
      "create function kit.slug(name text) returns text language sql as 'select kit.unaccent(name)';",
      "select kit.slug('é');",
    ].join("\n"),
  });
  expect(replay.faults.map(({ fault }) => fault.message)).toEqual([]);
  expect(told(findings)).toEqual([]);
});

test("columns of rows that are written and queried have to be there", async () => {
  const { replay, findings } = await replayed({
    "20260101000000_start.sql": [
      "create table public.items (id bigint primary key, name text);",
      "create table public.notes (id bigint primary key, item_id bigint, body text);",
      "insert into public.items (id, state) values (1, 'new');",
      "insert into public.notes (id, item_id) select i.id, i.owner_id from public.items i;",
      "update public.items as i set name = n.title from public.notes n where n.item_id = i.id;",
      "delete from public.notes using public.items where items.id = notes.item_id and items.archived;",
      "select count(*) from public.items where items.state is null;",
      // What all columns have, aliases, outputs, rows that stand for themselves and WITH queries.
      "insert into public.items (id, name) select n.id, n.body as state from public.notes n order by state;",
      "insert into public.items as i (id) values (2) on conflict (id) do update set name = excluded.name;",
      "with rows as (select id, name as title from public.items) select title from rows;",
      "update public.items set name = old.body from (select item_id, body from public.notes) old;",
      "select ctid, items from public.items;",
    ].join("\n"),
    "20260101000001_later.sql":
      "alter table public.items add column state text, add column archived boolean;",
  });
  expect(replay.faults.map(({ fault }) => fault.line)).toEqual([3, 4, 5, 6, 7]);
  expect(told(findings)).toEqual([
    ["object_never_created", "public.items.owner_id", 4, "error"],
    ["object_never_created", "public.notes.title", 5, "error"],
    ["reference_before_creation", "public.items.archived", 6, "error"],
    ["reference_before_creation", "public.items.state", 3, "error"],
  ]);
});

test("schemas of default privileges, and temporary tables that their transaction drops", async () => {
  const { replay, findings } = await replayed({
    "20260101000000_start.sql": [
      "create temp table pairs (one int) on commit drop;",
      "create temp table more on commit drop as select 1 as one;",
      "create temp table kept (one int);",
    ].join("\n"),
    "20260101000001_later.sql": [
      "create temp table pairs (one int, two int) on commit drop;",
      "create temp table more on commit drop as select 1 as one;",
      "insert into pairs (two) values (2);",
    ].join("\n"),
    "20260101000002_grants.sql":
      "alter default privileges in schema ops grant select on tables to authenticated;",
  });
  expect(replay.faults.map(({ fault }) => fault.file)).toEqual(["20260101000002_grants.sql"]);
  expect(told(findings)).toEqual([["object_never_created", "ops", 1, "error"]]);
});

test("what only a replay can see of a name that the files show to be missing is information", async () => {
  const { findings } = await replayed({
    "20260101000000_start.sql": [
      "alter table public.profiles add column age int;",
      "create table public.items (id bigint primary key);",
      "create index items_owner_idx on public.items (owner_id);",
      "comment on index public.items_owner_idx is 'follows from the line before';",
      "do $$ begin if not exists (select from information_schema.columns where column_name = 'zip') then",
      "  alter table public.profiles add column zip text; end if; end $$;",
      "do $$ begin if not exists (select from information_schema.columns where column_name = 'zip') then",
      "  alter table public.profiles add column zip text; end if; end $$;",
      "do $$ begin if not exists (select from information_schema.columns where column_name = 'zip') then",
      "  alter table public.orders add column zip text; end if; end $$;",
    ].join("\n"),
  });
  expect(told(findings)).toEqual([
    ["object_never_created", "public.items.owner_id", 3, "error"],
    ["object_never_created", "public.profiles", 1, "error"],
    ["replay_disagrees", expect.any(String), 9, "warn"],
    ["replay_disagrees", expect.any(String), 5, "info"],
  ]);
  const [, shown] = findings.filter(({ rule }) => rule === "replay_disagrees");
  expect(shown?.message).toContain("1 statement after it fails for the same cause.");
});

test("what a drop that failed leaves in the way is in its train, and what never was cannot have gone", async () => {
  const { replay } = await replayed({
    "20260101000000_start.sql": [
      "create function public.stamp() returns trigger language plpgsql as 'begin return new; end';",
      "create table public.items (id bigint primary key);",
      "create trigger items_stamp before update on public.items for each row execute function public.stamp();",
      "drop function public.stamp();",
      "create function public.stamp() returns trigger language plpgsql as 'begin return new; end';",
      "do $$ begin if to_regclass('public.sneakers') is not null then alter table public.sneakers rename to shoes; end if; end $$;",
      "create index on public.sneakers (id);",
    ].join("\n"),
  });
  expect(replay.faults.map(({ fault, reason, cause }) => [fault.line, reason, cause?.fault.line])).toEqual([
    [4, "other", undefined],
    [5, "cascade", 4],
    [7, "object_never_created", undefined],
  ]);
});

test("a command that drops something else leaves what it names", async () => {
  const { replay, findings } = await replayed({
    "20260101000000_start.sql": [
      "create table public.items (id bigint primary key);",
      "create view public.names as select id from public.items;",
      "create materialized view public.counts as select count(*) from public.items;",
      "create sequence public.numbers;",
      "drop view if exists public.items;",
      "drop table if exists public.names;",
      "drop view if exists public.counts;",
      "drop table public.numbers;",
      "create index on public.items (id);",
      "select * from public.names, public.counts;",
      "select nextval('public.numbers');",
      "drop view public.names;",
      "drop materialized view public.counts;",
      "select * from public.names;",
    ].join("\n"),
  });
  expect(replay.faults.map(({ fault, reason }) => [fault.line, reason])).toEqual([
    [5, "other"],
    [6, "other"],
    [7, "other"],
    [8, "other"],
    [14, "reference_after_drop"],
  ]);
  expect(told(findings).filter(([rule]) => rule !== "statement_fails_in_replay")).toEqual([
    ["reference_after_drop", "public.names", 14, "error"],
  ]);
});
