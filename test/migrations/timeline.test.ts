import { expect, test } from "vitest";
import { analyseTexts, chain, said } from "../support/analysis.ts";

const ORDER = [
  "reference_before_creation",
  "reference_after_drop",
  "object_never_created",
  "extension_not_enabled",
];
const MINE = [...ORDER, "object_created_twice", "function_redefined_with_other_signature"];

async function faults(...texts: readonly string[]): Promise<readonly string[]> {
  return said(await analyseTexts(chain(...texts)), ...MINE);
}

test("what an earlier statement makes is there, whatever way it is named", async () => {
  expect(
    await faults(
      `create schema app;
       create type app.mood as enum ('good', 'bad');
       create domain app.code as text;
       create table app.parent (id bigint generated always as identity primary key, mood app.mood, code app.code);
       create table public."Odd ""Name""" (id bigserial primary key, parent bigint references app.parent (id));
       create view app.all_of_them as select * from app.parent join public."Odd ""Name""" o on true;`,
      `set search_path = app, public;
       create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
       create trigger t before update on parent for each row execute function touch();
       create policy p on parent using (exists (with me as (select 1) select from me));
       select nextval('parent_id_seq'), setval('"Odd ""Name""_id_seq"', 3), 'app.all_of_them'::regclass;
       comment on table parent is 'x';
       grant select on parent, "Odd ""Name""" to anon;
       alter table parent add column other app.mood default 'good';
       create table child (like parent including all, mood mood) inherits (app.parent);`,
    ),
  ).toEqual([]);
});

test("a reference before creation names the later file; its train is folded into it", async () => {
  const analysis = await analyseTexts(
    chain(
      "create table a (id int primary key, b int references b (id));\nalter table a enable row level security;\ncreate index on a (b);",
      "create view v as select * from a;",
      "create table b (id int primary key);",
    ),
  );
  expect(said(analysis, ...ORDER)).toEqual(["reference_before_creation public.b file_1:1"]);
  const [finding] = analysis.findings.filter(({ rule }) => rule === "reference_before_creation");
  expect(finding?.message).toContain("created only in 20260103000000_file_3.sql:1");
  expect(finding?.evidence.cascades).toEqual([
    { file: "supabase/migrations/20260101000000_file_1.sql", line: 2, misses: "public.a" },
    { file: "supabase/migrations/20260101000000_file_1.sql", line: 3, misses: "public.a" },
    { file: "supabase/migrations/20260102000000_file_2.sql", line: 1, misses: "public.a" },
  ]);
});

test("an object that no file makes is told apart from one that comes too late", async () => {
  const analysis = await analyseTexts(chain("alter table profiles enable row level security;"));
  expect(said(analysis, ...ORDER)).toEqual(["object_never_created public.profiles file_1:1"]);
  expect(analysis.findings[0]?.remediation.note).toContain("supabase db pull");
});

test("several objects missing from the first file on are one cause: the start is not in the folder", async () => {
  const analysis = await analyseTexts(
    chain(
      "alter table a enable row level security;\nalter table b add c int;\ncreate policy p on d using (true);",
    ),
    { rules: ["object_never_created"] },
  );
  expect(new Set(analysis.findings.map(({ root_cause }) => root_cause)).size).toBe(1);
  expect(analysis.findings[0]?.root_cause).toContain("starts from is not in it");
});

test("bodies of PL/pgSQL are bound late, those of SQL when they are made", async () => {
  const plpgsql =
    "create function f() returns int language plpgsql as $$ begin return (select count(*) from late); end $$;";
  const sql = "create function g() returns bigint language sql as $$ select count(*) from late $$;";
  expect(await faults(plpgsql, "create table late (id int);")).toEqual([]);
  expect(await faults(sql, "create table late (id int);")).toEqual([
    "reference_before_creation public.late file_1:1",
  ]);
  expect(await faults(`set check_function_bodies = off;\n${sql}`, "create table late (id int);")).toEqual([]);
  expect(await faults(plpgsql)).toEqual(["object_never_created public.late file_1:1"]);
  // A body that is replaced or dropped harms nobody.
  expect(await faults(plpgsql, "drop function f();")).toEqual([]);
  expect(
    await faults(
      plpgsql,
      plpgsql.replace("create", "create or replace").replace("(select count(*) from late)", "1"),
    ),
  ).toEqual([]);
});

test("temporary tables, transition tables, WITH queries and what a body makes are nobody's objects", async () => {
  expect(
    await faults(
      `create table t (id int);
       create temp table mine as select 1 as one;
       insert into t select one from mine;
       with x as (select 1 as id), y as (select * from x) insert into t select id from y;
       create function f() returns void language plpgsql as $$
       begin
         create temp table scratch (a int);
         insert into scratch select id from t;
       end $$;
       create function locks() returns void language plpgsql as $$
       begin
         perform 1 from t as l where id = 1 for update of l;
       end $$;`,
    ),
  ).toEqual([]);
});

test("a DO block runs at once: its conditions and handlers guard it", async () => {
  expect(await faults("do $$ begin alter table nowhere add a int; end $$;")).toEqual([
    "object_never_created public.nowhere file_1:1",
  ]);
  expect(
    await faults(
      "do $$ begin if to_regclass('nowhere') is not null then alter table nowhere add a int; end if; end $$;",
      "do $$ begin alter table nowhere add a int; exception when undefined_table then null; end $$;",
      "do $$ begin if to_regclass('x') is null then return; end if; alter table x add a int; end $$;",
    ),
  ).toEqual([]);
  expect(
    await faults(
      "do $$ begin create type mood as enum ('a'); exception when duplicate_object then null; end $$;",
      "create table t (m mood);",
    ),
  ).toEqual([]);
  expect(
    await faults("do $$ begin execute 'create table made (id int)'; end $$;\nalter table made add a int;"),
  ).toEqual([]);
});

test("nobody can say what a text makes or drops that is put together", async () => {
  expect(
    await faults(
      `do $$ declare n text; begin
         foreach n in array array['one', 'two'] loop execute format('create table %I (id int)', n); end loop;
       end $$;
       alter table one add a int;`,
    ),
  ).toEqual([]);
  expect(
    await faults(
      `create table t (id int);
       create policy p on t using (true);
       do $$ declare p record; begin
         for p in select * from pg_policies loop execute format('drop policy %I on %I', p.policyname, p.tablename); end loop;
       end $$;
       create policy p on t using (false);`,
    ),
  ).toEqual([]);
});

test("renames, moves and drops are followed", async () => {
  expect(
    await faults(
      `create schema s;
       create table old (id int);
       create policy p on old using (true);
       alter table old rename to new;
       alter table new set schema s;
       alter policy p on s.new rename to q;
       drop policy q on s.new;
       create type a as enum ('x');
       alter type a rename to b;
       create function f(b) returns int language sql as 'select 1';
       alter function f(b) rename to g;
       alter function g(b) set schema s;
       grant execute on function s.g(b) to anon;
       alter schema s rename to t;
       comment on table t.new is 'moved twice';`,
    ),
  ).toEqual([]);
  expect(
    await faults("create table a (id int);\nalter table a rename to b;", "insert into a values (1);"),
  ).toEqual(["reference_after_drop public.a file_2:1"]);
  expect(
    await faults("create table a (id int);", "drop table a;\ncreate view v as select * from a;"),
  ).toEqual(["reference_after_drop public.a file_2:2"]);
});

test("cascade takes along what needs the dropped object, and nothing else", async () => {
  const made = `create table a (id int);
    create table b (id int);
    create view v as select * from a;
    create policy p on b using (exists (select from a));
    create policy q on b using (true);`;
  expect(
    await faults(
      made,
      "drop table a cascade;",
      "create view v as select * from b;\ncreate policy p on b using (true);",
    ),
  ).toEqual([]);
  expect(await faults(made, "drop table a cascade;", "create policy q on b using (true);")).toEqual([
    "object_created_twice q on public.b file_3:1",
  ]);
  expect(
    await faults(made, "drop table b;", "create table b (id int);\ncreate policy q on b using (true);"),
  ).toEqual([]);
});

test("created twice: says what differs, which one wins, and that `if not exists` hides it", async () => {
  const analysis = await analyseTexts(
    chain(
      "create extension vector with schema extensions;\ncreate table t (id uuid primary key, embedding vector(1536), note text not null default 'a', old int);",
      "create table if not exists public.t (id uuid primary key, embedding extensions.vector(384), note text, fresh int);\ncreate index on t (fresh);\ncreate index i on t (fresh);",
    ),
    { rules: ["object_created_twice"] },
  );
  const [finding] = analysis.findings;
  expect(finding?.severity).toBe("error");
  expect(finding?.evidence).toMatchObject({
    hidden_by_if_not_exists: true,
    definitions: "different",
    wins: { file: "supabase/migrations/20260101000000_file_1.sql", line: 2 },
    differences: [
      { part: "column embedding", first: "vector(1536)", second: "extensions.vector(384)" },
      { part: "column note", first: "not null", second: "nullable" },
      { part: "column note", first: "a default", second: "no default" },
      { part: "column old", first: "integer", second: "missing" },
      { part: "column fresh", first: "missing", second: "integer" },
    ],
    fails_for_lack_of_a_column: [{ line: 3, column: "fresh" }],
  });
});

test.each([
  [
    "table",
    "create table t (id int primary key, b text);",
    "create table if not exists public.t (id integer, b text, primary key (id));",
    "info",
  ],
  ["type", "create type t as enum ('a');", "create type t as enum ('a', 'b');", "error"],
  [
    "index",
    "create table x (a int, b int); create index t on x (a);",
    "create index if not exists t on public.x (b);",
    "warn",
  ],
  ["view and table", "create view t as select 1;", "create table t (id int);", "error"],
  [
    "function",
    "create function t(a int) returns int language sql as 'select 1';",
    "create function t(b integer) returns int language sql as 'select 2';",
    "error",
  ],
  [
    "trigger",
    "create table x (); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before insert on x for each row execute function f();",
    "create trigger t after insert on x for each row execute function f();",
    "error",
  ],
  ["column", "create table x (t int);", "alter table x add column if not exists t bigint;", "error"],
] as const)("created twice: %s", async (_name, first, second, severity) => {
  const analysis = await analyseTexts(chain(first, second), { rules: ["object_created_twice"] });
  expect(analysis.findings.map((finding) => finding.severity)).toEqual([severity]);
});

test("not created twice: replaced, dropped before, asked for, or in another schema", async () => {
  expect(
    await faults(
      `create table t (id int);
       create or replace view v as select 1 as a;
       create or replace function f() returns int language sql as 'select 1';
       create extension if not exists citext;
       create schema if not exists s;`,
      `drop table if exists t;
       create table t (id bigint);
       create table s.t (id int);
       create or replace view v as select 1 as a, 2 as b;
       create or replace function f() returns int language sql as 'select 2';
       create extension if not exists citext;
       create schema if not exists s;
       drop policy if exists p on t;
       create policy p on t using (true);`,
    ),
  ).toEqual([]);
});

test("a function written again with other arguments is left behind unless it is dropped", async () => {
  const first = "create function f(a int) returns int language sql as 'select 1';";
  const second =
    "create or replace function f(a int, b text default '') returns int language sql as 'select 1';";
  expect(await faults(first, second)).toEqual(["function_redefined_with_other_signature public.f file_2:1"]);
  expect(await faults(first, second, "drop function f(integer);")).toEqual([]);
  expect(await faults(first, `drop function if exists public.f(int);\n${second}`)).toEqual([]);
  expect(await faults(`${first}\n${second}`)).toEqual([]);
  expect(
    await faults(first, first.replace("create", "create or replace").replace("a int", "a pg_catalog.int4")),
  ).toEqual([]);
});

test("extensions are told by what they bring", async () => {
  expect(
    await faults(
      `create table t (a text, v vector(3), g geometry);
       create index on t using gin (a gin_trgm_ops);
       select cron.schedule('x', '* * * * *', 'select 1');
       create function f() returns void language plpgsql as $$ begin perform net.http_post('x'); perform pgmq.send('q', '{}'); end $$;
       select extensions.uuid_generate_v4(), gen_random_uuid(), crypt('a', gen_salt('bf')), vault.create_secret('x');
       select pg_sleep(0), now(), jsonb_build_object();`,
      "create extension if not exists pg_trgm;\ncreate extension pg_net;",
    ),
  ).toEqual([
    "extension_not_enabled pg_cron file_1:3",
    "extension_not_enabled pg_trgm file_1:2",
    "extension_not_enabled pgmq file_1:4",
    "extension_not_enabled postgis file_1:1",
    "extension_not_enabled vector file_1:1",
  ]);
});

test("each folder is a chain of its own; an object of another one is named", async () => {
  const analysis = await analyseTexts({
    "a/migrations": { "001_a.sql": "create table shared (id int);" },
    "b/migrations": { "001_b.sql": "alter table shared add c int;" },
  });
  const [finding] = analysis.findings.filter(({ rule }) => rule === "object_never_created");
  expect(finding?.message).toContain("only a/migrations/001_a.sql:1 of another folder creates it");
});

test("files run in the order of their bytes; down files and skipped ones are no part of the chain", async () => {
  const analysis = await analyseTexts({
    "supabase/migrations": {
      "20250119_second.sql": "alter table t add b int;",
      "20250119000001_first.sql": "create table t (a int);",
      "20250119_second_down.sql": "drop table t;",
      "20250120_third.sql": "alter table t add c int;",
      "part1_skipped.sql": "alter table nowhere add c int;",
      "archive/001_old.sql": "drop table t;",
    },
  });
  expect(said(analysis, ...ORDER)).toEqual([]);
  expect(
    analysis.inventory.folders[0]?.files.map(({ file, skipped, down, undoes }) => [
      file.slice(20),
      skipped ?? (down ? undoes : ""),
    ]),
  ).toEqual([
    ["20250119000001_first.sql", ""],
    ["20250119_second.sql", ""],
    ["20250119_second_down.sql", "20250119_second.sql"],
    ["20250120_third.sql", ""],
    ["archive/001_old.sql", "subfolder"],
    ["part1_skipped.sql", "name"],
  ]);
});

test("what cannot be parsed is a finding with its place, and the rest goes on", async () => {
  const analysis = await analyseTexts(
    {
      "supabase/migrations": {
        "001_bad.sql":
          "create table a (id int);\n\nselect from from;\ncreate table b (id int);\n\\restrict x\n",
        "002_latin.sql": new Uint8Array([0x73, 0x65, 0x6c, 0x65, 0x63, 0x74, 0x20, 0x27, 0xe9, 0x27]),
        "003_empty.sql": "",
        "004_comment.sql": "-- nothing",
        "005_body.sql": "create function f() returns int language plpgsql as $$ begin retrun 1; end $$;",
        "006_uses.sql": "alter table b add c int references a;",
      },
    },
    { rules: ["file_unparsable", ...ORDER] },
  );
  expect(
    analysis.findings.map(({ rule, severity, location }) => [
      rule,
      severity,
      location?.file.slice(20),
      location?.line,
      location?.column,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ["file_unparsable", "error", "001_bad.sql", 3, 13],
      ["file_unparsable", "error", "001_bad.sql", 5, 1],
      ["file_unparsable", "error", "002_latin.sql", 1, 9],
      ["file_unparsable", "warn", "005_body.sql", 1, 1],
    ]),
  );
  expect(analysis.findings).toHaveLength(4);
});

test("a version that is given anew changes no fingerprint", async () => {
  const texts = [
    "create table a (id int);\ncreate index i on b (id);",
    "create table if not exists a (id bigint);\ncreate table b (id int);\nselect from from;",
  ];
  const stamped = async (first: string, second: string) => {
    const files = { [`${first}_one.sql`]: texts[0] ?? "", [`${second}_two.sql`]: texts[1] ?? "" };
    const analysis = await analyseTexts(
      { "supabase/migrations": files },
      { rules: [...MINE, "file_unparsable"] },
    );
    return analysis.findings
      .filter(({ rule }) => rule !== "file_unparsable")
      .map(({ fingerprint }) => fingerprint)
      .sort();
  };
  const before = await stamped("001", "002");
  expect(before).toHaveLength(2);
  expect(await stamped("20260101000000", "20260102000000")).toEqual(before);
});
