import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ObservedChain } from "../../src/shared/consolidate/observed_chain.ts";
import { observe, prove, told } from "./prove_files.ts";

const CHAIN = {
  "20260101000000_start.sql": `
    create extension if not exists vector with schema extensions;
    create type public.mood as enum ('sad', 'happy');
    create table public."Müller's" (
      id bigint generated always as identity primary key,
      owner uuid not null default auth.uid(),
      feeling public.mood default 'sad',
      embedding extensions.vector(384),
      made_at timestamptz not null default now()
    );
    alter table public."Müller's" enable row level security;
    create policy "own rows" on public."Müller's" for select to authenticated using ((select auth.uid()) = owner);
    comment on type public.mood is 'how it went';`,
  "20260102000000_more.sql": `
    create function public.touch() returns trigger language plpgsql set search_path = '' as $$ begin new.made_at := now(); return new; end $$;
    create trigger touch before update on public."Müller's" for each row execute function public.touch();
    comment on column public."Müller's".feeling is 'as told';
    grant select on public."Müller's" to service_role;
    create role reporter nologin;
    grant select (id) on public."Müller's" to reporter;
    insert into public."Müller's" (owner, feeling) values ('00000000-0000-0000-0000-000000000001', 'happy'), ('00000000-0000-0000-0000-000000000002', 'sad');
    insert into storage.buckets (id, name, public) values ('pictures', 'pictures', false);`,
};

/** The same in one file; each tampering replaces one part of it. */
const BASELINE = Object.values(CHAIN).join("\n");

function tampered(part: string, by: string): Record<string, string> {
  if (!BASELINE.includes(part)) throw new Error(`the baseline has no ${part}`);
  return { "20260103000000_baseline.sql": BASELINE.replace(part, by) };
}

let chain: ObservedChain;
beforeAll(async () => {
  chain = await observe(CHAIN);
});
afterAll(() => chain.close());

test("the same statements in one file are the same, times aside", async () => {
  const parity = await prove(chain, tampered("", ""));
  expect(told(parity)).toEqual([]);
  expect(parity.verdict).toBe("same");
  expect(parity.counts).toContainEqual({ kind: "policies", before: 1, after: 1, same: 1 });
  expect(parity.counts).toContainEqual({ kind: "rows", before: 3, after: 3, same: 3 });
  expect(parity.left_out.map(({ table, columns }) => [table, columns])).toEqual([
    ['public."Müller\'s"', ["made_at"]],
    ["storage.buckets", ["created_at", "updated_at"]],
  ]);
});

describe("a tampered baseline fails", () => {
  test.each([
    [
      "a policy dropped",
      'create policy "own rows" on public."Müller\'s" for select to authenticated using ((select auth.uid()) = owner);',
      "",
      "catalog: policies",
    ],
    ["a policy that says another thing", "= owner);", "= owner or true);", "catalog: policies"],
    ["a default changed", "default 'sad'", "default 'happy'", "catalog: columns"],
    ["a row lost", ", ('00000000-0000-0000-0000-000000000002', 'sad')", "", "rows: rows"],
    ["a value changed", "'happy'), (", "'sad'), (", "rows: rows"],
    ["a comment lost", `comment on column public."Müller's".feeling is 'as told';`, "", "catalog: comments"],
    [
      "a comment lost that only pg_dump sees",
      "comment on type public.mood is 'how it went';",
      "",
      "pg_dump: COMMENT",
    ],
    ["a grant lost", 'grant select (id) on public."Müller\'s" to reporter;', "", "catalog: grants"],
    [
      "a trigger disabled",
      "comment on column",
      `alter table public."Müller's" disable trigger touch; comment on column`,
      "catalog: triggers",
    ],
    ["a dimension changed", "vector(384)", "vector(768)", "catalog: columns"],
    ["a bucket public", "'pictures', false", "'pictures', true", "catalog: buckets"],
    [
      "a column elsewhere in its table",
      "owner uuid not null default auth.uid(),\n      feeling public.mood default 'sad',",
      "feeling public.mood default 'sad',\n      owner uuid not null default auth.uid(),",
      "pg_dump: TABLE",
    ],
    [
      "a function that does another thing",
      "now(); return new",
      "now() - interval '1 day'; return new",
      "catalog: functions",
    ],
    [
      "a statement that fails",
      "create role reporter nologin;",
      "create role reporter nologin; select no_such_function();",
      "replay: statements",
    ],
  ])("%s", async (_name, part, by, expected) => {
    const parity = await prove(chain, tampered(part, by));
    expect(parity.verdict).toBe("different");
    expect(told(parity).join("\n")).toContain(expected);
  });
});

test("observers that contradict each other are named", async () => {
  // The order of columns is no attribute of any object.
  const id = "id bigint generated always as identity primary key,";
  const owner = "owner uuid not null default auth.uid(),";
  const parity = await prove(chain, tampered(`${id}\n      ${owner}`, `${owner}\n      ${id}`));
  expect(parity.verdict).toBe("different");
  expect(parity.observers.map(({ note }) => note ?? "")).toContain(
    "the observers disagree: the catalog snapshot does not see what pg_dump sees",
  );
});

describe("a fault of the old chain", () => {
  test("is a difference until a decision names it", async () => {
    const faulty = await observe({
      ...CHAIN,
      "20260104000000_late.sql": "alter table public.never add column x int;",
    });
    const parity = await prove(faulty, tampered("", ""));
    expect(told(parity)).toEqual(["replay: statements migrations/20260104000000_late.sql:1 changed"]);
    const [fault] = parity.faults;
    const id = fault?.id ?? "";
    const decisions = new Map([[id, { id, choice: "leave_out", reason: "the table was made by hand" }]]);
    const again = await prove(faulty, tampered("", ""), decisions);
    expect(again.verdict).toBe("same");
    await faulty.close();
    expect(again.faults.map(({ reason }) => reason)).toEqual(["the table was made by hand"]);
  });
});

test("what Postgres prints otherwise than it was entered is no difference", async () => {
  const entered = `
    create table public.t (
      a varchar(10) check (a in ('x', 'y')), b int check (b between 1 and 5), c text default ('a' || 'b'),
      d numeric generated always as (b * 2.5) stored, e text[] default '{}'
    );
    alter table public.t enable row level security;
    create policy p on public.t using (a in ('x', 'y') and b not in (1, 2)) with check (b between 1 and 5);
    create index i on public.t (lower(a)) where a in ('x', 'y') and b between 2 and 3;
    create view public.v as select a, count(*) from public.t where a in ('x', 'y') and b between 1 and 2 group by 1;
    create domain public.d as varchar(5) check (value in ('p', 'q'));
    create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger g before update on public.t for each row when (new.a in ('x', 'y')) execute function public.f();`;
  // As the first printing reads, which Postgres prints otherwise once more.
  const printed = `
    create table public.t (
      a varchar(10) constraint t_a_check check (a::text = any ((array['x'::character varying, 'y'::character varying])::text[])),
      b int constraint t_b_check check (b >= 1 and b <= 5), c text default ('a'::text || 'b'::text),
      d numeric generated always as ((b)::numeric * 2.5) stored, e text[] default '{}'::text[]
    );
    alter table public.t enable row level security;
    create policy p on public.t using (((a)::text = any ((array['x'::character varying, 'y'::character varying])::text[])) and (b <> all (array[1, 2]))) with check ((b >= 1) and (b <= 5));
    create index i on public.t (lower((a)::text)) where (((a)::text = any ((array['x'::character varying, 'y'::character varying])::text[])) and ((b >= 2) and (b <= 3)));
    create view public.v as select a, count(*) as count from public.t where (((a)::text = any ((array['x'::character varying, 'y'::character varying])::text[])) and ((b >= 1) and (b <= 2))) group by a;
    create domain public.d as character varying(5) constraint d_check check (((value)::text = any ((array['p'::character varying, 'q'::character varying])::text[])));
    create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger g before update on public.t for each row when (((new.a)::text = any ((array['x'::character varying, 'y'::character varying])::text[]))) execute function public.f();`;
  const unstable = await observe({ "1_a.sql": entered });
  const parity = await prove(unstable, { "2_b.sql": printed });
  await unstable.close();
  expect(told(parity)).toEqual([]);
});
