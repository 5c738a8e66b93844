import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSnapshot, readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { parseSnapshot, serialiseSnapshot } from "../../src/shared/catalog/snapshot_file.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";
import { corpus, identities, judgeBodies, judgeNames } from "./body_judges.ts";

const takenAt = "2026-01-01T00:00:00.000Z";
let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

/** What the rule says once the SQL has run on the embedded server. */
async function judgeAfter(sql: string) {
  let judgement: Awaited<ReturnType<typeof judgeNames>> | undefined;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(sql);
    judgement = await judgeNames(await readSnapshot(session, { takenAt }));
  });
  if (judgement === undefined) throw new Error("nothing was judged");
  return judgement;
}

test("names of the corpus resolve on the embedded server, and the broken ones are named", async () => {
  const { sql, broken } = corpus();
  const { findings, notEvaluated } = await judgeAfter(sql);
  const found = findings.map(({ object, evidence }) => {
    const [first] = evidence.references as readonly { readonly kind: string; readonly name: string }[];
    return [object.name, `${first?.kind} ${first?.name}`];
  });
  expect(broken.size).toBeGreaterThan(20);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(broken));
  expect(findings.every(({ evidence }) => evidence.judged_by === "names")).toBe(true);
  expect(notEvaluated).toEqual([]);
});

test("each broken name is told once, in the order of the lines", async () => {
  const { findings } = await judgeAfter(`
    set check_function_bodies = off;
    create table public.notes (id uuid);
    create function public.several() returns void language plpgsql as $$
    declare
      state public.missing_state;
    begin
      perform n.heading, n.heading from public.notes n
      where n.id = public.missing_function();
      delete from public.missing_table where label = 'x';
      perform n.heading from public.notes n;
    end $$;`);
  expect(findings[0]?.evidence.references).toEqual([
    { kind: "type", name: "public.missing_state", line: 3 },
    { kind: "function", name: "public.missing_function", line: 5 },
    { kind: "column", name: "public.notes.heading", line: 5 },
    { kind: "relation", name: "public.missing_table", line: 7 },
  ]);
});

test.each([
  [
    "a trigger of one of several tables that lacks the column",
    `create table public.one (a int, b int); create table public.other (a int);
     create function public.f() returns trigger language plpgsql as $$ begin new.b := new.a; return new; end $$;
     create trigger f before insert on public.one for each row execute function public.f();
     create trigger f before insert on public.other for each row execute function public.f();`,
    [{ kind: "column", name: "public.other.b", line: 1 }],
  ],
  [
    "a relation of an unknown schema",
    "create function public.f() returns int language plpgsql as $$ begin return (select 1 from nowhere.thing); end $$;",
    [{ kind: "relation", name: "nowhere.thing", line: 1 }],
  ],
  [
    "a transition table of another name",
    `create table public.one (a int);
     create function public.f() returns trigger language plpgsql as $$ begin perform a from gone; return null; end $$;
     create trigger f after insert on public.one referencing new table as added for each statement execute function public.f();`,
    [{ kind: "relation", name: "gone", line: 1 }],
  ],
  [
    "a name under a path that the body sets itself",
    `create schema hidden; create table hidden.thing (a int);
     create function public.f() returns void language plpgsql set search_path = '' as $$
     begin perform set_config('search_path', 'hidden', true); perform a from thing; perform b from nothing_at_all; end $$;`,
    [{ kind: "relation", name: "nothing_at_all", line: 2 }],
  ],
])("broken: %s", async (_title, sql, references) => {
  const { findings } = await judgeAfter(sql);
  expect(findings.map(({ evidence }) => evidence.references)).toEqual([references]);
});

test.each([
  [
    "dynamic SQL that may make the table",
    "begin execute format('create table public.%I (a int)', name); insert into public.made_up (a) values (1); end",
    "its dynamic SQL may make it",
  ],
  [
    "a look into the catalog",
    "begin if (select count(*) from pg_catalog.pg_class where relname = name) > 0 then delete from public.maybe; end if; end",
    "its body looks into the catalog, perhaps for this",
  ],
  ["a table of the platform", "begin delete from auth.no_such_table; end", "schema auth is the platform's"],
])("not evaluated: %s", async (_title, body, reason) => {
  const { findings, notEvaluated, fullyJudged, unjudged } = await judgeAfter(
    `create function public.f(name text) returns void language plpgsql as $$ ${body} $$;`,
  );
  expect(findings).toEqual([]);
  expect(notEvaluated).toEqual([
    {
      rule: "function_body_broken",
      reason: expect.stringMatching(
        new RegExp(`^public\\.f\\(text\\): relation \\S+ in line 1 is not there; .*${reason}`),
      ),
    },
  ]);
  // What is said of one routine does not keep the others' findings from being resolved.
  expect(fullyJudged).toEqual(["function_body_broken"]);
  expect(unjudged).toHaveLength(1);
});

test("a snapshot of a version that read less is judged by what it has", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(`
      create table public.notes (id uuid);
      create function public.bare() returns int language plpgsql as $$ begin return unheard_of(1); end $$;
      create function public.shown() returns int language plpgsql as $$ begin return public.unheard_of(1); end $$;
      create function public.f() returns trigger language plpgsql as $$ begin perform a from gone; return null; end $$;
      create trigger f after insert on public.notes for each statement execute function public.f();`);
    const snapshot = await readSnapshot(session, { takenAt });
    expect(identities(await judgeNames(snapshot))).toEqual(["public.bare()", "public.f()", "public.shown()"]);
    const { system_names: _names, body_checks: _checks, ...older } = snapshot;
    const old = parseSnapshot(
      serialiseSnapshot({
        ...older,
        triggers: older.triggers.map(({ old_table: _old, new_table: _new, ...trigger }) => trigger),
      } as unknown as typeof snapshot),
    );
    expect(identities(await judgeBodies(old))).toEqual(["public.shown()"]);
  });
});

test("the embedded server has no plpgsql_check, and nothing needs to be said of that", async () => {
  const snapshot = await loadSnapshot(database, { takenAt });
  expect(snapshot.body_checks).toEqual({ judge: null, gaps: [], routines: [] });
});
