import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Judgement, judge } from "../../src/shared/audit/judge.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Config } from "../../src/shared/config.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { ruleInput } from "../../src/shared/facts/rule_input.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

interface Circumstances {
  readonly config?: Config;
  readonly change?: (snapshot: CatalogSnapshot) => CatalogSnapshot;
  readonly parser?: null;
}

async function judged(session: Session, circumstances: Circumstances = {}): Promise<Judgement> {
  await session.execute("savepoint judged");
  const snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
  await session.execute("rollback to savepoint judged");
  const parser = circumstances.parser === null ? null : await loadSqlParser();
  return judge(
    RULES,
    ruleInput(circumstances.change?.(snapshot) ?? snapshot, { config: circumstances.config ?? {}, parser }),
  );
}

/** `severity object` of the rule's findings on this SQL. */
async function said(rule: string, sql: string, circumstances: Circumstances = {}): Promise<string[]> {
  let found: string[] = [];
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(sql);
    const { findings, notEvaluated } = await judged(session, circumstances);
    expect(notEvaluated.filter((entry) => entry.rule === rule)).toEqual([]);
    found = findings
      .filter((finding) => finding.rule === rule)
      .map(({ severity, object }) => `${severity} ${object.identity}`);
  });
  return found;
}

const GRAPHQL = `
  create extension pg_graphql;
  create table public.notes (id bigint primary key);
  alter table public.notes enable row level security;
  create schema app;
  grant usage on schema app to anon;
  create table app.notes (id bigint primary key);
  grant select on app.notes to anon;`;

function withVersion(version: string): (snapshot: CatalogSnapshot) => CatalogSnapshot {
  return (snapshot) => ({
    ...snapshot,
    extensions: snapshot.extensions.map((extension) =>
      extension.name === "pg_graphql" ? { ...extension, version } : extension,
    ),
  });
}

describe("pg_graphql_anon_table_exposed", () => {
  const rule = "pg_graphql_anon_table_exposed";

  test("is clean where the extension is not installed", async () => {
    expect(await said(rule, GRAPHQL.replace("create extension pg_graphql;", ""))).toEqual([]);
  });

  test("is clean where the API does not serve GraphQL, or the role may not call it", async () => {
    expect(await said(rule, GRAPHQL, { config: { exposed_schemas: ["public"] } })).toEqual([]);
    for (const refusal of [
      "revoke all on function graphql.resolve from public, anon",
      "revoke all on function graphql_public.graphql from public, anon",
      "revoke usage on schema graphql from anon",
    ]) {
      expect(await said(rule, `${GRAPHQL} ${refusal};`), refusal).toEqual([]);
    }
  });

  test("takes the extra search path from role authenticator where it is set there", async () => {
    const path = (value: string) =>
      `${GRAPHQL} alter role authenticator set pgrst.db_extra_search_path = '${value}';`;
    expect(await said(rule, GRAPHQL)).toEqual(["warn public.notes", "info app.notes"]);
    expect(await said(rule, path("public, app"))).toEqual(["warn app.notes", "warn public.notes"]);
    expect(await said(rule, path("app"))).toEqual(["warn app.notes"]);
  });

  test("warns of what introspection lists, which since 1.6 a schema's comment asks for", async () => {
    const newer = { change: withVersion("1.6.1") };
    const comment = (value: boolean) =>
      `${GRAPHQL} comment on schema public is '@graphql({"introspection": ${value}})';`;
    expect(await said(rule, GRAPHQL, newer)).toEqual(["info app.notes", "info public.notes"]);
    expect(await said(rule, comment(false), newer)).toEqual(["info app.notes", "info public.notes"]);
    expect(await said(rule, comment(true), newer)).toEqual(["warn public.notes", "info app.notes"]);
  });
});

const QUEUE = `
  create extension pgmq;
  select pgmq.create('jobs');
  grant usage on schema pgmq to anon;
  grant select on pgmq.q_jobs, pgmq.a_jobs to anon;`;
const SERVED = `
  create schema pgmq_public;
  grant usage on schema pgmq_public to anon;
  create function pgmq_public.pop(queue_name text) returns setof pgmq.message_record language sql set search_path = ''
    as 'select * from pgmq.pop(queue_name)';`;

describe("insecure_queue_exposed_in_api", () => {
  const rule = "insecure_queue_exposed_in_api";

  test("is clean where nothing leads to the queues", async () => {
    expect(await said(rule, QUEUE)).toEqual([]);
    expect(await said(rule, QUEUE + SERVED, { config: { exposed_schemas: ["public"] } })).toEqual([]);
    for (const refusal of [
      "revoke all on all functions in schema pgmq_public from public, anon",
      "revoke usage on schema pgmq_public from anon",
      "revoke usage on schema pgmq from anon",
    ]) {
      expect(await said(rule, `${QUEUE}${SERVED}${refusal};`), refusal).toEqual([]);
    }
  });

  test("takes pgmq_public for exposed where it is, and archives for open where schema pgmq is", async () => {
    const both = ["error pgmq.q_jobs", "warn pgmq.a_jobs"];
    expect(await said(rule, QUEUE + SERVED)).toEqual(both);
    expect(await said(rule, QUEUE + SERVED, { config: { exposed_schemas: ["pgmq_public"] } })).toEqual(both);
    expect(await said(rule, QUEUE, { config: { exposed_schemas: ["public", "pgmq"] } })).toEqual([
      "error pgmq.a_jobs",
      "error pgmq.q_jobs",
    ]);
  });
});

describe("public_bucket_allows_listing", () => {
  const rule = "public_bucket_allows_listing";
  const buckets = `insert into storage.buckets (id, name, public)
    values ('avatars', 'avatars', true), ('posters', 'posters', true), ('drafts', 'drafts', false);`;

  test("judges a policy for buckets that it does not name", async () => {
    expect(
      await said(rule, `${buckets} create policy p on storage.objects for select using (true);`),
    ).toEqual(["warn avatars", "warn posters"]);
    expect(
      await said(
        rule,
        `${buckets} create policy p on storage.objects for select using (bucket_id <> 'avatars');`,
      ),
    ).toEqual(["warn posters"]);
  });

  test("reports every public bucket where row level security of the files is off", async () => {
    expect(await said(rule, `${buckets} alter table storage.objects disable row level security;`)).toEqual([
      "warn avatars",
      "warn posters",
    ]);
  });

  test("is clean where the role may not select from storage.objects", async () => {
    expect(
      await said(
        rule,
        `${buckets} create policy p on storage.objects for select using (true);
        revoke select on storage.objects from anon, authenticated;`,
      ),
    ).toEqual([]);
  });

  test("is not evaluated where there is no storage", async () => {
    await inThrowawayTransaction(database, async (session) => {
      await session.execute("drop schema storage cascade");
      const { notEvaluated } = await judged(session);
      expect(notEvaluated).toContainEqual({
        rule,
        reason: "buckets not read: table storage.buckets does not exist",
      });
    });
  });
});

describe("auth_users_exposed", () => {
  test("is clean where there is no auth.users", async () => {
    const sql = "drop schema auth cascade; create schema auth; create view auth.users as select 1 as id";
    expect(await said("auth_users_exposed", "drop schema auth cascade")).toEqual([]);
    expect(await said("auth_users_exposed", sql)).toEqual([]);
  });

  test("says that policies on auth.users were not read where there is no parser", async () => {
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(
        `grant select on auth.users to authenticated;
        create policy everyone on auth.users for select using (true);
        create view public.through_policy with (security_invoker = true) as select id from auth.users;
        create view public.past_policy as select id from auth.users;`,
      );
      const { findings, notEvaluated } = await judged(session, { parser: null });
      const found = findings.filter(({ rule }) => rule === "auth_users_exposed");
      expect(found.map(({ object }) => object.identity)).toEqual(["public.past_policy"]);
      expect(notEvaluated.find(({ rule }) => rule === "auth_users_exposed")?.reason).toMatch(/SQL parser/);
    });
  });
});

const NEED_BOTH_ROLES = [
  "auth_users_exposed",
  "foreign_table_in_api",
  "insecure_queue_exposed_in_api",
  "materialized_view_in_api",
  "public_bucket_allows_listing",
  "rls_disabled_in_public",
  "sensitive_columns_exposed",
];

describe("a role of the API that does not exist", () => {
  test.each([
    ["anon", [...NEED_BOTH_ROLES, "pg_graphql_anon_table_exposed"]],
    ["authenticated", [...NEED_BOTH_ROLES, "pg_graphql_authenticated_table_exposed"]],
  ])("%s leaves the rules that ask about it not evaluated", async (missing, rules) => {
    await inThrowawayTransaction(database, async (session) => {
      const { notEvaluated, fullyJudged } = await judged(session, {
        change: (snapshot) => ({ ...snapshot, roles: snapshot.roles.filter(({ name }) => name !== missing) }),
      });
      for (const rule of rules) {
        expect(notEvaluated).toContainEqual({ rule, reason: `role ${missing} does not exist` });
        expect(fullyJudged).not.toContain(rule);
      }
    });
  });
});

test("what one default privilege opened has one cause, which is the default privilege's own", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(`
      create extension pg_graphql;
      create foreign data wrapper elsewhere;
      create server billing foreign data wrapper elsewhere;
      create table public.notes (id bigint primary key, secret_key text);
      create materialized view public.counted as select count(*) from public.notes;
      create foreign table public.invoices (id bigint) server billing;
      create view public.members as select id from auth.users;
      create table public.by_hand (id bigint primary key);
      revoke all on public.by_hand from anon, authenticated;
      alter default privileges for role postgres in schema public revoke all on tables from authenticated;
      grant select on public.by_hand to authenticated;`);
    const { findings } = await judged(session);
    const opened = findings.find(
      ({ rule, object }) => rule === "default_privileges_open" && object.name === "postgres: tables",
    );
    expect(opened?.root_cause).toBe("default privileges of postgres on tables in schema public");
    const causes = (rule: string) =>
      Object.fromEntries(
        findings
          .filter((finding) => finding.rule === rule)
          .map(({ object, root_cause }) => [object.name, root_cause === opened?.root_cause]),
      );
    expect(causes("rls_disabled_in_public")).toEqual({ notes: true, by_hand: false });
    expect(causes("sensitive_columns_exposed")).toEqual({ notes: true });
    expect(causes("materialized_view_in_api")).toEqual({ counted: true });
    expect(causes("foreign_table_in_api")).toEqual({ invoices: true });
    expect(causes("auth_users_exposed")).toEqual({ members: true });
    expect(causes("pg_graphql_anon_table_exposed")).toMatchObject({ notes: true, counted: true });
    const graphql = findings.filter(({ rule }) => rule === "pg_graphql_authenticated_table_exposed");
    expect(new Set(graphql.map(({ root_cause }) => root_cause))).toEqual(
      new Set(["extension pg_graphql serves what authenticated may select in schema public"]),
    );
  });
});

test("an exposed schema of the configuration that does not exist is said by every rule that asks what is exposed", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute("create table public.notes (id bigint primary key)");
    const named = ["publik", "public", "graphql_public"];
    const { findings, notEvaluated, fullyJudged } = await judged(session, {
      config: { exposed_schemas: named },
    });
    const reason = 'exposed_schemas of the configuration names "publik", which the database does not have';
    const rules = notEvaluated.filter((entry) => entry.reason === reason).map(({ rule }) => rule);
    expect(rules.sort()).toEqual([
      "anon_security_definer_function_executable",
      "auth_users_exposed",
      "authenticated_security_definer_function_executable",
      "foreign_table_in_api",
      "insecure_queue_exposed_in_api",
      "materialized_view_in_api",
      "pg_graphql_anon_table_exposed",
      "pg_graphql_authenticated_table_exposed",
      "rls_disabled_in_public",
      "security_definer_function",
      "security_definer_view",
      "sensitive_columns_exposed",
    ]);
    expect(fullyJudged).not.toContain("rls_disabled_in_public");
    expect(findings).toContainEqual(expect.objectContaining({ rule: "rls_disabled_in_public" }));
    const missing = ["graphql_public", "api"];
    for (const circumstances of [
      { config: { exposed_schemas: ["public", "graphql_public"] } },
      { change: withSetting(missing.join(", ")) },
    ]) {
      const other = await judged(session, circumstances);
      expect(other.notEvaluated.filter((entry) => /exposed_schemas/.test(entry.reason))).toEqual([]);
    }
  });
});

test("a setting without any schema counts for none, as with PostgREST", async () => {
  const sql = "create table public.notes (id bigint primary key)";
  for (const setting of ["", " , "]) {
    expect(await said("rls_disabled_in_public", sql, { change: withSetting(setting) })).toEqual([
      "error public.notes",
    ]);
  }
});

function withSetting(value: string): (snapshot: CatalogSnapshot) => CatalogSnapshot {
  return (snapshot) => ({
    ...snapshot,
    roles: snapshot.roles.map((role) =>
      role.name === "authenticator" ? { ...role, config: [`pgrst.db_schemas=${value}`] } : role,
    ),
  });
}
