import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { withoutSpellingInDumps } from "../../src/shared/consolidate/deparsed.ts";
import { compareDumps } from "../../src/shared/consolidate/dump_entries.ts";
import type { ObservedChain } from "../../src/shared/consolidate/observed_chain.ts";
import { settle } from "../../src/shared/consolidate/settled_schema.ts";
import { observeSchema } from "../../src/shared/consolidate/side.ts";
import { observe, proofContext, prove, told } from "./prove_files.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

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

function tampered(...changes: readonly (readonly [part: string, by: string])[]): Record<string, string> {
  let text = BASELINE;
  for (const [part, by] of changes) {
    if (!text.includes(part)) throw new Error(`the baseline has no ${part}`);
    text = text.replace(part, () => by);
  }
  return { "20260103000000_baseline.sql": text };
}

let chain: ObservedChain;
beforeAll(async () => {
  chain = await observe(CHAIN);
});
afterAll(() => chain.close());

test("the same statements in one file are the same, times aside", async () => {
  const parity = await prove(chain, tampered());
  expect(told(parity)).toEqual([]);
  expect(parity.verdict).toBe("same");
  expect(parity.counts).toContainEqual({ kind: "policies", before: 1, after: 1, same: 1 });
  expect(parity.counts).toContainEqual({ kind: "rows", before: 3, after: 3, same: 3 });
  expect(parity.left_out.map(({ table, columns }) => [table, columns])).toEqual([
    ['public."Müller\'s"', ["made_at"]],
    ["storage.buckets", ["created_at", "updated_at"]],
  ]);
});

/** What is taken out or changed, by whom it must be seen, and as what. Those of one group touch different objects. */
type Tampering = readonly [name: string, part: string, by: string, seen: readonly string[]];

const TABLE = `public."Müller's"`;
const GROUPS: readonly (readonly Tampering[])[] = [
  [
    [
      "a policy dropped",
      `create policy "own rows" on ${TABLE} for select to authenticated using ((select auth.uid()) = owner);`,
      "",
      [
        `catalog: policies "own rows" on ${TABLE} removed`,
        "pg_dump: POLICY POLICY public.Müller's own rows removed",
      ],
    ],
    [
      "a row lost",
      ", ('00000000-0000-0000-0000-000000000002', 'sad')",
      "",
      [`rows: rows ${TABLE} changed`, "rows: sequence values"],
    ],
    [
      "a comment lost",
      `comment on column ${TABLE}.feeling is 'as told';`,
      "",
      [`catalog: comments ${TABLE}.feeling changed`],
    ],
    [
      "a comment lost that only pg_dump sees",
      "comment on type public.mood is 'how it went';",
      "",
      ["pg_dump: COMMENT COMMENT public.TYPE mood removed"],
    ],
  ],
  [
    ["a default changed", "default 'sad'", "default 'happy'", [`catalog: columns ${TABLE}.feeling changed`]],
    ["a grant lost", `grant select (id) on ${TABLE} to reporter;`, "", ["catalog: grants"]],
    [
      "a trigger disabled",
      "comment on column",
      `alter table ${TABLE} disable trigger touch; comment on column`,
      [`catalog: triggers touch on ${TABLE} changed`],
    ],
    ["a dimension changed", "vector(384)", "vector(768)", [`catalog: columns ${TABLE}.embedding changed`]],
    ["a bucket public", "'pictures', false", "'pictures', true", ["catalog: buckets pictures changed"]],
    [
      "a function that does another thing",
      "now(); return new",
      "now() - interval '1 day'; return new",
      ["catalog: functions public.touch() changed"],
    ],
  ],
  [
    [
      "a policy that says another thing",
      "= owner);",
      "= owner or true);",
      [`catalog: policies "own rows" on ${TABLE} changed`],
    ],
    ["a value changed", "'happy'), (", "'sad'), (", [`rows: rows ${TABLE} changed`]],
    [
      "a statement that fails",
      "create role reporter nologin;",
      "create role reporter nologin; select no_such_function();",
      ["replay: statements migrations/20260103000000_baseline.sql:"],
    ],
  ],
];

describe("a tampered baseline fails", () => {
  test.each(GROUPS.map((group) => [group.map(([name]) => name).join(", "), group] as const))(
    "%s",
    async (_names, group) => {
      const parity = await prove(chain, tampered(...group.map(([, part, by]) => [part, by] as const)));
      const lines = told(parity);
      for (const [name, , , seen] of group) {
        for (const line of seen) {
          expect.soft(lines, name).toContainEqual(expect.stringContaining(line));
        }
      }
      expect(parity.verdict).toBe("different");
    },
  );
});

test("observers that contradict each other are named", async () => {
  // The order of columns is no attribute of any object.
  const id = "id bigint generated always as identity primary key,";
  const owner = "owner uuid not null default auth.uid(),";
  const parity = await prove(chain, tampered([`${id}\n      ${owner}`, `${owner}\n      ${id}`]));
  expect(parity.verdict).toBe("different");
  expect(told(parity)).toEqual([
    "pg_dump: TABLE TABLE public.Müller's changed",
    `rows: rows ${TABLE} changed`,
  ]);
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
    const parity = await prove(faulty, tampered());
    expect(told(parity)).toEqual(["replay: statements migrations/20260104000000_late.sql:1 changed"]);
    const [fault] = parity.faults;
    const id = fault?.id ?? "";
    const decisions = new Map([[id, { id, choice: "leave_out", reason: "the table was made by hand" }]]);
    const again = await prove(faulty, tampered(), decisions);
    expect(again.verdict).toBe("same");
    await faulty.close();
    expect(again.faults.map(({ reason }) => reason)).toEqual(["the table was made by hand"]);
  });
});

test("a schema of all shapes that are not printed as they were entered is the same, restored from its own dump", async () => {
  const shapes = readFileSync(join(import.meta.dirname, "../drift/unstable_shapes.sql"), "utf8");
  const unstable = await observe({ "1_shapes.sql": shapes });
  const parity = await prove(unstable, { "2_again.sql": shapes });
  const { world, parser } = await proofContext();
  const { dump, snapshot } = unstable.observed;
  const restored = await world.restore(dump, snapshot);
  const after = await observeSchema(restored, { world, parser });
  const differences = compareDumps(unstable.observed.entries, after.entries);
  const settled = {
    before: await unstable.settled(),
    after: await settle(after, { world, parser }),
  };
  await restored.close();
  await unstable.close();
  expect(told(parity)).toEqual([]);
  // The dump is printed otherwise, and means the same.
  expect(differences).not.toEqual([]);
  expect(withoutSpellingInDumps(differences, settled)).toEqual([]);
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
