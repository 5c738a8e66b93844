import { beforeAll, describe, expect, test, vi } from "vitest";
import { harden } from "../../src/cli/consolidate/harden.ts";
import { migrationOf } from "../../src/cli/consolidate/make_baseline.ts";
import { secondRun } from "../../src/cli/consolidate/second_run.ts";
import { baselineOf, type TestBaseline } from "./baseline_of.ts";
import { proofContext, told } from "./prove_files.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** A chain with one of everything that consolidations lose. */
const CHAIN = {
  "20260101000000_roles.sql": `
do $$ begin if not exists (select from pg_roles where rolname = 'rep"orter') then create role "rep""orter" nologin; end if; end $$;
create role app_writer nologin;
grant app_writer to service_role;
alter role app_writer set statement_timeout = '5s';
alter database postgres set app.flavour to 'vanilla';`,
  "20260102000000_schema.sql": `\\restrict abc
set statement_timeout = 0;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists pg_cron;
create extension if not exists pgmq;
create schema "App's";
create type "App's".mood as enum ('sad', 'ok');
create table "App's"."näme" (id bigint generated always as identity primary key, "wei""rd" text, feeling "App's".mood default 'ok', at timestamptz default now());
create index trgm on "App's"."näme" using gin ("wei""rd" extensions.gin_trgm_ops);
create table public.parts (id int not null, day date not null, primary key (id, day)) partition by range (day);
create table public.parts_2026 partition of public.parts for values from ('2026-01-01') to ('2027-01-01');
create procedure public.tidy(days int) language plpgsql as $p$ begin delete from public.parts where day < now() - days * interval '1 day'; end $p$;
comment on procedure public.tidy(int) is 'keeps parts small';
alter table "App's"."näme" enable row level security;
create policy "it's mine" on "App's"."näme" for all to authenticated, app_writer using ("wei""rd" in (select id::text from public.parts)) with check (true);
grant select on "App's"."näme" to "rep""orter";
revoke all on public.parts from anon;
alter default privileges in schema "App's" grant select on tables to app_writer;
alter publication supabase_realtime add table "App's"."näme";
create cast ("App's".mood as int4) with inout;
create text search configuration public.plain (copy = simple);
create operator public.=== (leftarg = int4, rightarg = int4, function = pg_catalog.int4eq);
create statistics public.parts_stats on id, day from public.parts;
comment on type "App's".mood is 'moods';
alter type "App's".mood add value 'happy';`,
  "20260103000000_data.sql": `
insert into "App's"."näme" ("wei""rd", feeling) values ('a;b', 'happy'), (E'line\\nbreak', 'sad');
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true) on conflict (id) do nothing;
select cron.schedule('tidy', '0 3 * * *', 'call public.tidy(30)');
select pgmq.create('jobs');
select vault.create_secret('s3cr3t-value-xyz', 'api key');
create table public.legacy (id serial primary key, old_name text);
insert into public.legacy (old_name) values ('first'), ('second');
update public.legacy set old_name = upper(old_name) where id = 2;
alter table public.legacy rename column old_name to name;
update public.parts set day = day where false;
do $$ begin create table public.from_do (x int); insert into public.from_do values (7); end $$;
create table public.copied as select id, name from public.legacy;
select setval('public.legacy_id_seq', 40);
notify pgrst, 'reload schema';`,
  "20260104000000_alone.sql": `create index concurrently alone on public.legacy (name);`,
  "20260105000000_late.sql": `
create table public.audit (what text);
create function public.note() returns trigger language plpgsql as $f$ begin insert into public.audit values (new.name); return new; end $f$;
create trigger note after insert or update on public.legacy for each row execute function public.note();
alter table public.legacy disable trigger note;
create table public.child (id int references public.copied_parent);
create materialized view public.totals as select count(*) as n from public.legacy;
create view public.seen with (security_invoker = true) as select * from public.legacy;
drop table if exists public.gone;
vacuum;
alter system set work_mem = '8MB';`,
};

describe("a chain with one of everything", () => {
  let baseline: TestBaseline;
  beforeAll(async () => {
    const id = "fault:20260105000000_late.sql:8dbb31397a4e";
    const decisions = new Map([[id, { id, choice: "leave_out", reason: "its parent was never made" }]]);
    baseline = await baselineOf(CHAIN, {}, decisions);
    expect(baseline.parity.faults.map((fault) => fault.id)).toContain(id);
  });

  test("is proved: the same schema through both observers, the same rows", () => {
    expect(told(baseline.parity)).toEqual([]);
    expect(baseline.parity.verdict).toBe("same");
  });

  test("data and side effects are carried, replaced by rows, or waived with a reason", () => {
    const fates = Object.fromEntries(
      [...baseline.fates]
        .filter(([, fate]) => fate.kind !== "rendered")
        .map(([{ file, statement }, fate]) => [
          `${file.version.slice(0, 8)}:${statement.line}`,
          `${fate.kind}${"part" in fate ? ` ${fate.part}` : ""}`,
        ]),
    );
    expect(fates).toMatchObject({
      "20260101:2": "carried cluster",
      "20260101:3": "carried cluster",
      "20260101:4": "carried cluster",
      "20260101:5": "carried cluster",
      "20260101:6": "carried cluster",
      "20260102:2": "waived",
      "20260102:20": "carried definitions",
      "20260102:21": "carried definitions",
      "20260102:22": "carried definitions",
      "20260102:23": "carried definitions",
      "20260103:2": "carried data",
      "20260103:3": "carried data",
      "20260103:4": "carried data",
      "20260103:5": "carried data",
      "20260103:6": "carried data",
      // A column that was renamed later: the rows stand for the statements.
      "20260103:8": "rows",
      "20260103:9": "rows",
      "20260103:11": "waived",
      // A table and its row, made by one block.
      "20260103:12": "rows",
      "20260103:13": "rows",
      "20260103:14": "carried data",
      "20260103:15": "carried data",
      "20260104:1": "own_file",
      "20260105:6": "failed",
      "20260105:10": "waived",
      "20260105:11": "own_file",
    });
    for (const fate of baseline.fates.values()) {
      if (fate.kind === "waived") expect(fate.reason).not.toBe("");
    }
  });

  test("what runs in no transaction keeps a file of its own", () => {
    const [main, ...own] = baseline.files;
    expect(own.map(({ version, name }) => `${version}_${name}`)).toEqual([
      "20270101000001_alone_alone",
      "20270101000002_alone_altersystem",
    ]);
    expect(own[0]?.text).toContain("create index concurrently alone on public.legacy (name);");
    expect(main?.text.toLowerCase()).not.toMatch(/concurrently|alter system|vacuum/);
  });

  test("extensions come before what needs them, and no line of psql is left", () => {
    const at = (text: string) => baseline.text.indexOf(text);
    expect(at("create extension if not exists pg_trgm")).toBeGreaterThan(-1);
    expect(at("create extension if not exists pg_trgm")).toBeLessThan(at("gin_trgm_ops"));
    expect(at("create extension if not exists pg_cron")).toBeLessThan(at("cron.schedule"));
    expect(baseline.text).not.toContain("\\restrict");
  });

  test("privileges that objects get by themselves are not written, whole lists are `all`", () => {
    expect(baseline.text.toLowerCase()).not.toContain("maintain");
    const text = baseline.files[0]?.text ?? "";
    const access = text.slice(text.indexOf("Privileges and what comes last"));
    const lines = access.split("\n").filter((line) => /^(?:grant|revoke|alter)/.test(line));
    expect(lines).toEqual([
      "revoke all on table public.parts from anon;",
      'revoke all on table "App\'s"."näme" from "rep""orter";',
      'grant select on table "App\'s"."näme" to "rep""orter";',
      'alter default privileges for role postgres in schema "App\'s" grant select on tables to app_writer;',
    ]);
  });

  test("comments that an extension brings itself are not written", () => {
    expect(baseline.text).not.toContain("comment on extension");
  });

  test("the columns of a table stand in their order, one a line", () => {
    expect(baseline.text).toContain(`create table "App's"."näme" (
  id bigint generated always as identity not null,
  "wei""rd" text,
  feeling "App's".mood default 'ok'::"App's".mood,
  at timestamp with time zone default now(),
  constraint "näme_pkey" primary key (id)
);
alter table "App's"."näme" enable row level security;`);
  });
});

test("a second run with --if-not-exists changes nothing", async () => {
  const { "20260105000000_late.sql": late, ...others } = CHAIN;
  const files = { ...others, "20260105000000_late.sql": late.replace(/^create table public.child.*$/m, "") };
  const baseline = await baselineOf(files, { ifNotExists: true });
  expect(told(baseline.parity)).toEqual([]);
  expect(await secondRun(baseline.files.map(migrationOf), await proofContext())).toEqual([]);
});

test("sixty migrations become one", async () => {
  const files: Record<string, string> = {};
  for (let index = 0; index < 60; index++) {
    const name = `t${index % 20}`;
    const version = String(20260101000000 + index);
    files[`${version}_step.sql`] =
      index < 20
        ? `create table public.${name} (id bigint generated always as identity primary key, parent bigint${
            index === 0 ? "" : ` references public.t${index - 1}`
          }, label text not null default 'n${index}');
           alter table public.${name} enable row level security;
           create policy read on public.${name} for select to authenticated using (label in ('a', 'n${index}'));
           insert into public.${name} (label) values ('a'), ('b');`
        : index < 40
          ? `alter table public.${name} add column c${index} numeric(8, 2) check (c${index} between 0 and ${index});
             create index ${name}_c on public.${name} (c${index}) where c${index} > 1;
             update public.${name} set c${index} = id where id = 1;`
          : `create or replace function public.f${index % 7}() returns trigger language plpgsql as $$ begin new.label := new.label || '${index}'; return new; end $$;
             create trigger trg${index} before insert on public.${name} for each row execute function public.f${index % 7}();
             comment on table public.${name} is 'step ${index}';`;
  }
  const baseline = await baselineOf(files);
  expect(told(baseline.parity)).toEqual([]);
  expect(baseline.files).toHaveLength(1);
  // Triggers that came after the rows would change them: the rows are written before the triggers.
  expect(baseline.fateAt("20260101000000_step.sql:4")).toBe("rows");
  expect(baseline.parity.counts).toContainEqual({ kind: "policies", before: 20, after: 20, same: 20 });
});

test("files of one domain each, in an order that runs", async () => {
  const files = {
    "1_teams.sql":
      "create table public.teams (id int primary key); create type public.rank as enum ('a', 'b');",
    "2_invoices.sql": `create table public.invoices (id int primary key, team int references public.teams, rank public.rank);
      create function public.total() returns bigint language sql stable as $$ select count(*) from public.invoices $$;
      create policy p on public.teams using (id in (select team from public.invoices));
      create statistics public.ranks (dependencies) on team, rank from public.invoices;
      alter table public.invoices alter column rank set statistics 500;
      alter default privileges in schema public revoke execute on functions from anon;
      create function public.last_invoice() returns int language sql stable as 'select max(id) from public.invoices';`,
    "3_chats.sql": `create table public.chats (id int primary key, invoice int references public.invoices);
      create view public.open_chats with (security_invoker = true) as select chats.id, teams.id as team from public.chats join public.teams on true;`,
  };
  const domains: Readonly<Record<string, string>> = {
    "relation public.teams": "core",
    "relation public.invoices": "billing",
    "routine public.last_invoice()": "billing",
    "relation public.chats": "messaging",
    "relation public.open_chats": "messaging",
  };
  const baseline = await baselineOf(files, { layout: "domains", domainOf: (object) => domains[object] });
  expect(told(baseline.parity)).toEqual([]);
  expect(baseline.files.map(({ name }) => name)).toEqual([
    "foundation",
    "billing",
    "core",
    "messaging",
    "links",
    "data_and_access",
  ]);
  // It reads a table of another domain, and so comes behind it.
  expect(baseline.files[2]?.text).toContain("create policy p on public.teams");
  expect(baseline.files[3]?.text).toContain("create view public.open_chats");
  expect(baseline.files[4]?.text).toContain("foreign key (invoice) references public.invoices(id)");
});

test("a routine that asks for no rights is turned to invoker, one that reads a table is not", async () => {
  const baseline = await baselineOf({
    "1_a.sql": `
      create table public.secrets (id int primary key, owner uuid references auth.users);
      create function public.touch() returns trigger language plpgsql security definer as $$ begin new.id := new.id + 1; return new; end $$;
      create function public.peek() returns int language sql security definer as $$ select id from public.secrets limit 1 $$;
      create function public.me() returns text language sql security definer as $$ select current_user::text $$;`,
  });
  const { steps, left } = await harden(baseline.files.map(migrationOf), {
    ...(await proofContext()),
    config: {},
  });
  const invoker = steps.find(({ name }) => name === "harden_invoker");
  expect(invoker?.findings.map(({ object }) => object.identity)).toEqual(["public.touch()"]);
  expect(invoker?.text).toContain("alter function public.touch() security invoker");
  expect(left.map(({ finding }) => finding.object.identity)).toContain("public.peek()");
  expect(steps.map(({ name }) => name)).toEqual(["harden_invoker", "harden_search_path", "harden_indexes"]);
});

test("how rows are stored, sampled and ordered is carried", async () => {
  const baseline = await baselineOf({
    "1_a.sql": `
      create table public.p (id bigint primary key, title text, body text, n int, o text);
      create index p_lower on public.p (lower(title));
      alter table public.p alter column title set statistics 500, alter column body set storage external;
      alter table public.p alter column o set compression pglz;
      alter table public.p alter column n set (n_distinct = -0.5);
      alter table public.p cluster on p_pkey;
      alter table public.p set (autovacuum_enabled = false, toast.autovacuum_enabled = false);
      alter index public.p_lower alter column 1 set statistics 300;`,
    // An index that is gone again takes its mark along.
    "2_b.sql": `
      create table public.q (id int primary key);
      create index q_id on public.q (id);
      alter table public.q cluster on q_id;
      drop index public.q_id;`,
  });
  expect(told(baseline.parity)).toEqual([]);
  expect(baseline.fateAt("1_a.sql:4")).toBe("carried");
});
