import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { freshShadow } from "../support/embedded.ts";
import { tryOn, tryOne } from "./proof_cases.ts";

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

const HELPER = `
create table public.notes (id bigint primary key, owner uuid, body text);
alter table public.notes enable row level security;
create function public.is_member() returns boolean language plpgsql stable security definer set search_path = ''
  as $body$ begin return true; end $body$;
create policy members on public.notes for select to authenticated using ((select public.is_member()));
`;
const REVOKE = {
  sql: "revoke execute on function public.is_member() from public, anon, authenticated;",
  undo_sql: "grant execute on function public.is_member() to public, anon, authenticated;",
};
const CALLABLE = { rule: "authenticated_security_definer_function_executable", object: "public.is_member()" };

describe("revoking EXECUTE is a matter of review", () => {
  test("when a policy calls the function: the policy is named, and so is what fails", async () => {
    const remediation = await tryOne(database, { schema: HELPER, ...CALLABLE, remediation: REVOKE });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "proved", undo: "restores" } });
    expect(remediation.note).toContain("policy members on public.notes calls it as authenticated");
    expect(remediation.note).toContain(
      "authenticated can no longer select public.notes: permission denied for function is_member",
    );
    expect(remediation.proof?.changes).toEqual(["public.is_member()"]);
  });

  test("by the rule's own remediation too", async () => {
    const remediation = await tryOne(database, { schema: HELPER, ...CALLABLE });
    expect(remediation.safety).toBe("review");
    expect(remediation.note).toContain("policy members on public.notes");
  });

  test.each([
    [
      "a policy two roles away",
      "create role deputy nologin; grant authenticated to deputy; create policy deputies on public.notes for delete to deputy using (public.is_member());",
      "policy",
    ],
    [
      "a view",
      "create view public.seen as select id from public.notes where public.is_member(); grant select on public.seen to authenticated;",
      "view public.seen",
    ],
    [
      "a default",
      "create table public.defaults (a boolean default public.is_member());",
      "default public.defaults.a",
    ],
    [
      "a check",
      "create table public.checked (a int, constraint allowed check (public.is_member()));",
      "constraint",
    ],
    [
      "another routine",
      "create function public.asks() returns boolean language plpgsql set search_path = '' as $b$ begin return public.is_member(); end $b$;",
      "routine public.asks()",
    ],
    [
      "a trigger's condition",
      "create function public.fires() returns trigger language plpgsql set search_path = '' as $b$ begin return new; end $b$; create trigger asked before insert on public.notes for each row when (public.is_member()) execute function public.fires();",
      "trigger asked on public.notes",
    ],
    [
      "a scheduled job",
      "create extension pg_cron; create role runner nologin; insert into cron.job (schedule, command, database, username, jobname) values ('* * * * *', 'select public.is_member()', current_database(), 'runner', 'nightly');",
      "cron job nightly",
    ],
  ])("when %s calls it", async (_what, schema, name) => {
    const remediation = await tryOne(database, {
      schema: `${HELPER} drop policy members on public.notes; ${schema}`,
      ...CALLABLE,
      remediation: REVOKE,
    });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "proved" } });
    expect(remediation.note).toContain(name);
  });

  test("not because of its own trigger, whose firing asks no privilege", async () => {
    const remediation = await tryOne(database, {
      schema: `
        create table public.notes (id bigint primary key);
        create function public.stamp() returns trigger language plpgsql security definer as $b$ begin return new; end $b$;
        create trigger stamp before insert on public.notes for each row execute function public.stamp();`,
      rule: "function_search_path_mutable",
      object: "public.stamp()",
      remediation: {
        sql: "alter function public.stamp() set search_path = ''; revoke execute on function public.stamp() from public;",
      },
    });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "proved" } });
    expect(remediation.proof?.reason).not.toContain("trigger");
  });
});

const UNPINNED = `
create table public.notes (id bigint primary key, body text);
create table public.others (id bigint primary key);
alter table public.notes enable row level security;
alter table public.others enable row level security;
create policy own on public.notes for select using (body = 'x');
create policy own on public.others for select using (id = 1);
create function public.count_notes() returns bigint language plpgsql as $b$ begin return (select count(*) from public.notes); end $b$;
create function public.count_unqualified() returns bigint language plpgsql as $b$ begin return (select count(*) from notes); end $b$;
`;
const MUTABLE = { rule: "function_search_path_mutable", object: "public.count_notes()" };
const PIN = "alter function public.count_notes() set search_path = '';";

describe("a remediation that does not do what it says is a matter of review", () => {
  test("the proof of a good one leaves it safe", async () => {
    const remediation = await tryOne(database, {
      schema: UNPINNED,
      ...MUTABLE,
      remediation: { sql: PIN, undo_sql: "alter function public.count_notes() reset search_path;" },
    });
    expect(remediation).toEqual({
      safety: "safe",
      sql: PIN,
      undo_sql: "alter function public.count_notes() reset search_path;",
      proof: { status: "proved", changes: ["public.count_notes()"], undo: "restores" },
    });
  });

  test.each([
    [
      "is refused",
      { sql: "alter function public.count_notes(text) set search_path = '';" },
      /the server refused it: .*does not exist/,
    ],
    ["is refused in its second statement", { sql: `${PIN} select 1 / 0;` }, /division by zero/],
    ["changes nothing", { sql: "select 1;" }, /it changes nothing/],
    [
      "leaves the finding",
      { sql: "alter function public.count_notes() stable;" },
      /function_search_path_mutable still finds public\.count_notes\(\)/,
    ],
    [
      "changes more than it names",
      { sql: `${PIN} do $do$ begin alter table public.others add column secret text; end $do$;` },
      /it also changes column public\.others\.secret/,
    ],
    [
      "changes a policy by the way",
      { sql: `${PIN} do $do$ begin execute 'alter policy own on public.notes using (true)'; end $do$;` },
      /it also changes policy own on public\.notes/,
    ],
    [
      "fires another rule",
      { sql: `${PIN} alter table public.others disable row level security;` },
      /rls_disabled_in_public then finds public\.others/,
    ],
    [
      "breaks another body",
      { sql: `${PIN} drop table public.notes;` },
      /function_body_broken then finds public\.count_notes\(\)/,
    ],
    [
      "has an undo that leaves a difference",
      { sql: PIN, undo_sql: "alter function public.count_notes() set search_path = public;" },
      /undo_sql leaves a difference in routine public\.count_notes\(\) \(settings\)/,
    ],
    [
      "has an undo that is refused",
      { sql: PIN, undo_sql: "alter function public.count_nots() reset search_path;" },
      /the server refused undo_sql/,
    ],
  ])("when it %s", async (_what, planted, reason) => {
    const remediation = await tryOne(database, { schema: UNPINNED, ...MUTABLE, remediation: planted });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "failed" } });
    expect(remediation.proof?.reason).toMatch(reason);
    expect(remediation.note).toMatch(/^Tried on a copy of the schema, it failed: /);
  });

  test("when the body no longer finds its names under the pinned path", async () => {
    const remediation = await tryOne(database, {
      schema: UNPINNED,
      rule: "function_search_path_mutable",
      object: "public.count_unqualified()",
      remediation: { sql: "alter function public.count_unqualified() set search_path = '';" },
    });
    expect(remediation.safety).toBe("review");
    expect(remediation.proof?.reason).toMatch(
      /function_body_broken then finds public\.count_unqualified\(\)/,
    );
  });

  test.each([
    ["does not parse", "alter function;", /does not parse/],
    ["ends its transaction", `${PIN} commit;`, /ends its transaction/],
    ["cannot run in one", "vacuum public.notes;", /cannot be tried inside a transaction/],
  ])("and not tried when it %s", async (_what, sql, reason) => {
    const remediation = await tryOne(database, { schema: UNPINNED, ...MUTABLE, remediation: { sql } });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "not proved" } });
    expect(remediation.proof?.reason).toMatch(reason);
  });
});

describe("what changes for somebody is a matter of review", () => {
  const schema = `
    ${UNPINNED}
    create unique index one on public.notes (body);
    create unique index two on public.notes (body);
    create index three on public.notes (id, body);
    create view public.seen as select id from public.notes;
    create function public.is_owner() returns int language plpgsql security definer set search_path = '' as $b$ begin return 1; end $b$;
  `;
  const pinned = (sql: string) => ({ schema, ...MUTABLE, remediation: { sql: `${PIN} ${sql}` } });

  test.each([
    [
      "SECURITY DEFINER is taken",
      "alter function public.is_owner() security invoker;",
      /public\.is_owner\(\) runs with its caller's rights/,
    ],
    [
      "a body changes",
      "create or replace function public.count_notes() returns bigint language plpgsql set search_path = '' as $b$ begin return 1; end $b$;",
      /gets other body/,
    ],
    ["a column changes", "alter table public.notes alter column body set not null;", /gets other not null/],
    ["a unique index comes", "create unique index four on public.others (id) where id > 0;", /refuses rows/],
    [
      "a view reads in another's name",
      "alter view public.seen set (security_invoker = true);",
      /reads with the rights of whoever reads it/,
    ],
    ["a policy changes", "alter policy own on public.notes using (body = 'y');", /lets other rows pass/],
    [
      "a trigger is switched off",
      "create trigger later before insert on public.notes for each row execute function pg_catalog.suppress_redundant_updates_trigger();",
      /trigger/,
    ],
    [
      "a privilege on columns goes",
      "revoke select on public.notes from authenticated; grant select (id) on public.notes to authenticated;",
      /authenticated may no longer select body of public\.notes/,
    ],
    [
      "a schema closes",
      "revoke usage on schema extensions from authenticated;",
      /authenticated no longer has usage on schema extensions/,
    ],
    [
      "a role loses an attribute",
      "alter role service_role nobypassrls;",
      /role service_role gets other bypass rls/,
    ],
  ])("%s", async (_what, sql, reason) => {
    const remediation = await tryOne(database, pinned(sql));
    expect(remediation.safety).toBe("review");
    expect(remediation.proof?.reason).toMatch(reason);
  });

  test.each([
    ["an index comes", "create index concurrently five on public.notes (body, id);"],
    ["an index goes", "drop index public.three;"],
    ["a unique index goes that has a twin", "drop index public.two;"],
    ["a comment comes", "comment on function public.count_notes() is 'counts';"],
    ["a policy asks who calls once", "alter policy own on public.notes using (body = 'x');"],
  ])("but not: %s", async (_what, sql) => {
    expect(await tryOne(database, pinned(sql))).toMatchObject({
      safety: "safe",
      proof: { status: "proved" },
    });
  });

  test("the rule that no row repeats a key goes with the last index that says it", async () => {
    const remediation = await tryOne(database, pinned("drop index public.two; drop index public.one;"));
    expect(remediation.proof?.reason).toMatch(/no row repeats the key of public\.(one|two)/);
  });

  test("a table without policies is closed by row level security, and policies begin to count", async () => {
    const [closed, woken] = await tryOn(database, {
      schema: `
        create table public.bare (id bigint primary key);
        create table public.asleep (id bigint primary key, owner uuid);
        create policy own on public.asleep for select using (auth.uid() = owner);`,
      fixes: [
        { rule: "rls_disabled_in_public", object: "public.bare" },
        { rule: "policy_exists_rls_disabled", object: "public.asleep" },
      ],
    });
    expect(closed?.remediation).toMatchObject({
      safety: "review",
      proof: { status: "proved", undo: "restores" },
    });
    expect(closed?.remediation.proof?.reason).toContain("public.bare has no policy then");
    expect(woken?.remediation.note).toContain(
      "policy own on public.asleep counts then, and auth_rls_initplan finds it",
    );
  });
});

describe("what a copy cannot show is said", () => {
  const notFound = { schema: UNPINNED, ...MUTABLE, remediation: { sql: PIN } };

  test("an object that the copy lacks or has otherwise", async () => {
    const remediation = await tryOne(database, {
      ...notFound,
      unfaithful: new Map([["relation public.notes", "relation public.notes differs"]]),
    });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "not proved" } });
    expect(remediation.note).toContain("relation public.notes differs");
  });

  test("an object far away does not matter", async () => {
    const unfaithful = new Map([["relation public.others", "relation public.others differs"]]);
    expect(await tryOne(database, { ...notFound, unfaithful })).toMatchObject({ safety: "safe" });
  });

  test("rows", async () => {
    const remediation = await tryOne(database, {
      schema: `
        create extension vector with schema extensions;
        create table public.notes (id bigint primary key, embedding extensions.vector);
        insert into public.notes values (1, '[1,2]'), (2, '[1,2,3]');`,
      rule: "vector_data_mixed_dimensions",
      object: "public.notes.embedding",
      remediation: { sql: "delete from public.notes where id = 1;" },
    });
    expect(remediation).toMatchObject({ safety: "review", proof: { status: "not proved" } });
    expect(remediation.proof?.reason).toMatch(/rows or live figures/);
  });
});

describe("fixes that are tried together", () => {
  test("are told apart: one that fails does not spoil the others", async () => {
    const functions = Array.from(
      { length: 12 },
      (_, place) => `
      create function public.f${place}() returns int language plpgsql as $b$ begin return ${place}; end $b$;`,
    );
    const proved = await tryOn(database, {
      schema: `${UNPINNED} ${functions.join("\n")}`,
      fixes: Array.from({ length: 12 }, (_, place) => ({
        rule: "function_search_path_mutable",
        object: `public.f${place}()`,
        remediation: {
          sql: `alter function public.f${place}() set search_path = '';${
            place === 5
              ? " do $do$ begin alter table public.others disable row level security; end $do$;"
              : ""
          }`,
        },
      })),
    });
    expect(proved.map(({ remediation }) => remediation.safety)).toEqual(
      proved.map((_, place) => (place === 5 ? "review" : "safe")),
    );
    expect(proved[5]?.remediation.proof).toMatchObject({ status: "failed" });
  });

  test("do not hide each other's faults: a view that shows a table, and the table's own repair", async () => {
    const [view, table] = await tryOn(database, {
      schema: `
        create schema hidden;
        grant usage on schema hidden to authenticated;
        create table hidden.notes (id bigint primary key);
        grant select on hidden.notes to authenticated;
        create policy own on hidden.notes for select using (id = 1);
        create view public.shown as select id from hidden.notes;
        grant select on public.shown to authenticated;`,
      fixes: [
        { rule: "security_definer_view", object: "public.shown" },
        { rule: "policy_exists_rls_disabled", object: "hidden.notes" },
      ],
    });
    // Alone the view's repair serves a table that has no row level security.
    expect(view?.remediation.proof?.reason).toMatch(/rls_disabled_in_public then finds hidden\.notes/);
    // The table's repair makes the view a way around it, which its rule then says more loudly.
    expect(table?.remediation).toMatchObject({ safety: "review", proof: { status: "proved" } });
    expect(table?.remediation.note).toContain("security_definer_view is then error for public.shown");
  });

  test("of the same text are one", async () => {
    const proved = await tryOn(database, {
      schema: `
        create table public.notes (id bigint primary key, a text);
        alter table public.notes enable row level security;
        create policy one on public.notes for select using (a = 'x');
        create policy two on public.notes for select using (a = 'y');`,
      fixes: [{ rule: "multiple_permissive_policies", object: "public.notes" }],
    });
    expect(proved[0]?.remediation.proof?.status).toBe("proved");
  });
});
