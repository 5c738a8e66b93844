import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditSnapshot } from "../../src/shared/audit/run.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { runAssertions } from "../../src/shared/verify/assertions.ts";
import type { CheckName, Verdict } from "../../src/shared/verify/verdict.ts";
import { VERIFY_RULES, verifyDatabase, verifySnapshot } from "../../src/shared/verify/verify.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const options = {
  trigger: "cli",
  source: "database",
  clock: () => NOW,
  newId: () => "00000000-0000-4000-8000-000000000000",
} as const;

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

/** The verdict on the empty project plus the given SQL. */
async function verdictOn(sql: string, settings: unknown = {}): Promise<Verdict> {
  const config: Config = parseConfig(settings);
  let verdict: Verdict | undefined;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(sql);
    await session.execute("savepoint reading");
    const snapshot = await readSnapshot(session, { takenAt: NOW });
    await session.execute("rollback to savepoint reading");
    const assertions = await runAssertions(session, config);
    const report = await auditSnapshot(snapshot, { ...options, config, rules: VERIFY_RULES });
    verdict = verifySnapshot({ snapshot, report, config, assertions });
  });
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}

function check(verdict: Verdict, name: CheckName) {
  const found = verdict.checks.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

const NOTES = `
  create table public.notes (id bigint primary key, author uuid not null, body varchar(20), made timestamptz);
  alter table public.notes enable row level security;
  create policy own on public.notes to authenticated using (author = (select auth.uid()));`;

test("every rule that a check rests on exists", () => {
  const known = RULES.map((rule) => rule.id);
  // Rules of the integrity category may come with a later version; what they find is read from the catalog as well.
  const required = VERIFY_RULES.filter(
    (rule) => rule !== "constraint_not_validated" && rule !== "orphaned_rows",
  );
  expect(required.filter((rule) => !known.includes(rule))).toEqual([]);
});

test("an empty project without configuration passes, and says what was not evaluated", async () => {
  const verdict = await verifyDatabase(database, { ...options, config: {} });
  expect(verdict.verdict).toBe("pass");
  expect(verdict.checks.map((entry) => `${entry.name}: ${entry.status}`)).toEqual([
    "schema_version: not_evaluated",
    "required_tables: not_evaluated",
    "table_structure: not_evaluated",
    "vector_dimensions: pass",
    "duplicate_migrations: pass",
    "security_definer: pass",
    "rls_enabled: pass",
    "critical_indexes: not_evaluated",
    "data_integrity: pass",
  ]);
  expect(verdict.run.started_at).toBe(NOW);
});

describe("rls_enabled", () => {
  test("fails on a table in public without row level security, and carries the finding", async () => {
    const verdict = await verdictOn(`create table public."Open ""T""" (id bigint primary key)`);
    expect(verdict.verdict).toBe("fail");
    const result = check(verdict, "rls_enabled");
    expect(result).toMatchObject({ status: "fail", actual: ['public."Open ""T"""'] });
    expect(result.findings.length).toBeGreaterThan(0);
  });

  test("does not count what is suppressed", async () => {
    const verdict = await verdictOn("create table public.open (id bigint primary key)", {
      suppressions: [{ rule: "*", object: "public.open", reason: "a public list", owner: "ops" }],
    });
    expect(check(verdict, "rls_enabled").status).toBe("pass");
  });

  test("is not evaluated where its rule is off", async () => {
    const verdict = await verdictOn("create table public.open (id bigint primary key)", {
      rules: { rls_disabled_in_public: { enabled: false } },
    });
    expect(check(verdict, "rls_enabled")).toMatchObject({ status: "not_evaluated" });
    expect(check(verdict, "rls_enabled").message).toContain("disabled in the configuration");
  });
});

test("security_definer names a routine that anon can run with its owner's rights", async () => {
  const verdict = await verdictOn(
    "create function public.wipe() returns void language sql security definer as $$ delete from auth.users $$",
  );
  const result = check(verdict, "security_definer");
  expect(["warn", "fail"]).toContain(result.status);
  expect(result.message).toContain("public.wipe()");
});

describe("duplicate_migrations", () => {
  test("warns of one number under two texts", async () => {
    const verdict = await verdictOn(
      "insert into supabase_migrations.schema_migrations (version, name) values ('024', 'a'), ('24', 'b')",
    );
    expect(check(verdict, "duplicate_migrations")).toMatchObject({ status: "warn", actual: ["24"] });
  });

  test("is not evaluated without a ledger", async () => {
    const verdict = await verdictOn("drop table supabase_migrations.schema_migrations");
    expect(check(verdict, "duplicate_migrations").status).toBe("not_evaluated");
  });
});

describe("schema_version", () => {
  const ledger = (...versions: string[]) =>
    `insert into supabase_migrations.schema_migrations (version, name) values ${versions.map((version) => `('${version}', 'n')`).join(", ")}`;
  const verify = { schema_version: "20250102000000" };

  test.each([
    ["pass", ledger("20250101000000", "20250102000000"), "20250102000000"],
    ["warn", ledger("20250102000000", "20250103000000"), "20250103000000"],
    ["fail", ledger("20250101000000"), "20250101000000"],
    ["fail", "select", null],
    ["fail", "drop table supabase_migrations.schema_migrations", null],
  ])("%s after %s", async (status, sql, actual) => {
    const result = check(await verdictOn(sql, { verify }), "schema_version");
    expect(result).toMatchObject({ status, expected: "20250102000000", actual });
  });
});

test("required_tables names what is missing, and what is not a table", async () => {
  const sql = `${NOTES} create view public.list with (security_invoker = true) as select id from public.notes;
    create schema "Ext"; create table "Ext"."My T" (id int primary key);`;
  const good = { verify: { required_tables: ["public.notes", "notes", "Ext.My T", '"Ext"."My T"'] } };
  expect(check(await verdictOn(sql, good), "required_tables").status).toBe("pass");
  const bad = { verify: { required_tables: ["public.notes", "public.note", "public.list"] } };
  const result = check(await verdictOn(sql, bad), "required_tables");
  expect(result).toMatchObject({ status: "fail", actual: ["public.notes"] });
  expect(result.message).toBe("public.note (did you mean public.notes?) is missing; public.list is a view.");
});

test("table_structure compares types as Postgres spells them, and nullability", async () => {
  const structure = (columns: object) => ({ verify: { table_structure: { "public.notes": columns } } });
  const good = structure({
    id: { type: "int8", not_null: true },
    body: { type: "varchar(20)" },
    made: { type: "timestamptz", not_null: false },
  });
  expect(check(await verdictOn(NOTES, good), "table_structure").status).toBe("pass");
  const bad = structure({ id: { type: "uuid" }, body: { not_null: true }, mad: {} });
  const result = check(await verdictOn(NOTES, bad), "table_structure");
  expect(result).toMatchObject({ status: "fail", expected: { "public.notes.id": { type: "uuid" } } });
  expect(result.message).toBe(
    "public.notes.id is bigint instead of uuid; public.notes.body may be null; public.notes.mad is missing (did you mean made?).",
  );
});

test("vector_dimensions compares configured columns", async () => {
  const sql = `create extension vector schema extensions; create schema ai;
    create table ai.docs (id int primary key, "E 1" extensions.vector(384), open extensions.vector, note varchar(8));`;
  const verify = (vector_dimensions: object) => ({ verify: { vector_dimensions } });
  const good = await verdictOn(sql, verify({ "ai.docs.E 1": 384 }));
  expect(check(good, "vector_dimensions").actual).toEqual({ "ai.docs.E 1": 384 });
  expect(check(good, "vector_dimensions").status).not.toBe("fail");
  const wrong = { 'ai.docs."E 1"': 1536, "ai.docs.open": 3, "ai.docs.note": 8, "ai.docs.none": 8 };
  const bad = check(await verdictOn(sql, verify(wrong)), "vector_dimensions");
  expect(bad.status).toBe("fail");
  expect(bad.message).toContain('ai.docs."E 1" has dimension 384 instead of dimension 1536');
  expect(bad.message).toContain("ai.docs.open has no fixed dimension");
  expect(bad.message).toContain("ai.docs.note has type character varying(8)");
  expect(bad.message).toContain("ai.docs.none has no such column");
});

test("critical_indexes wants whole, valid indexes that lead with the columns", async () => {
  const sql = `${NOTES} create index notes_author on public.notes (author, made);
    create index notes_part on public.notes (made) where body is null;`;
  const verify = (...critical_indexes: unknown[]) => ({ verify: { critical_indexes } });
  const good = verify("public.notes_author", { table: "public.notes", columns: ["author"] });
  expect(check(await verdictOn(sql, good), "critical_indexes")).toMatchObject({
    status: "pass",
    actual: ["public.notes_author", "public.notes_author"],
  });
  const bad = verify(
    "public.notes_auther",
    { table: "public.notes", columns: ["made"] },
    { table: "public.notes", columns: ["body"] },
    { table: "public.notes", columns: ["nobody"] },
  );
  const result = check(await verdictOn(sql, bad), "critical_indexes");
  expect(result.status).toBe("fail");
  expect(result.message).toBe(
    "index public.notes_auther (did you mean public.notes_author?) is missing; the index on public.notes (made) covers only a part of the rows; no index on public.notes (body); public.notes has no column nobody to index.",
  );
});

describe("data_integrity", () => {
  const assertions = (...data_assertions: { name: string; sql: string }[]) => ({
    verify: { data_assertions, assertion_timeout_ms: 200 },
  });

  test("runs assertions with the search path of the session and counts their rows", async () => {
    const config = assertions(
      { name: "none", sql: "select * from notes where body is null; " },
      { name: "some", sql: "select 1, 1 from generate_series(1, 3) -- three" },
      { name: "many", sql: "select from generate_series(1, 100000)" },
      { name: "wrong", sql: "select * from nowhere" },
      { name: "after", sql: "values (1)" },
    );
    const result = check(await verdictOn(NOTES, config), "data_integrity");
    expect(result.status).toBe("fail");
    expect(result.actual).toMatchObject({
      assertions: { none: 0, some: 3, many: 1001, wrong: 'relation "nowhere" does not exist', after: 1 },
    });
    expect(result.message).toContain('assertion "some" returned 3 rows instead of none');
    expect(result.message).toContain('assertion "many" returned more than 1000 rows');
    expect(result.message).not.toContain('"none"');
  });

  test("an assertion can neither write nor end the transaction", async () => {
    await database.execute("create table public.kept (id int); insert into public.kept values (1)");
    const config = parseConfig(
      assertions(
        {
          name: "escape",
          sql: "select 1) a) b; commit; drop table public.kept; select 1 from (select 1 from (select 1",
        },
        { name: "delete", sql: "with gone as (delete from public.kept returning 1) select * from gone" },
        { name: "function", sql: "select setval('public.kept_seq', 5)" },
      ),
    );
    await database.execute("create sequence public.kept_seq");
    const result = check(await verifyDatabase(database, { ...options, config }), "data_integrity");
    const left = await database.query("select id from public.kept");
    await database.execute("drop table public.kept; drop sequence public.kept_seq");
    expect(left).toEqual([{ id: 1 }]);
    expect(result.status).toBe("fail");
    expect(result.message).toContain('assertion "escape" could not be run');
    expect(result.message).toContain('assertion "delete" could not be run');
    expect(result.message).toContain('assertion "function" could not be run: tries to write');
  });

  test("warns of constraints that were never validated, unless that is accepted", async () => {
    const sql = `${NOTES} alter table public.notes add constraint "Body; ok" check (body <> '') not valid;`;
    const verdict = await verdictOn(sql);
    expect(check(verdict, "data_integrity")).toMatchObject({
      status: "warn",
      actual: { not_validated: ['"Body; ok" on public.notes'] },
    });
    expect(verdict.verdict).toBe("warn");
  });

  test("is not evaluated where assertions are configured and there is no database to run them on", async () => {
    const config = parseConfig(assertions({ name: "none", sql: "select where false" }));
    const snapshot = await database.transaction("snapshot", (session) =>
      readSnapshot(session, { takenAt: NOW }),
    );
    const report = await auditSnapshot(snapshot, { ...options, config, rules: VERIFY_RULES });
    const verdict = verifySnapshot({ snapshot, report, config });
    expect(check(verdict, "data_integrity").status).toBe("not_evaluated");
  });
});
