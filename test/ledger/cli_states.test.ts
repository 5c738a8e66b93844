import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Report } from "../../src/shared/audit/report.ts";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import type { LedgerEntry } from "../../src/shared/catalog/ledger.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { needsParser } from "../../src/shared/ledger/row_content.ts";
import type { Manifest } from "../../src/shared/manifest/manifest.ts";
import { manifestMigrations } from "../../src/shared/manifest/migrations.ts";
import { cliStatements } from "../../src/shared/migrations/cli_statements.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { openSupabaseProject, type SupabaseProject } from "../support/supabase_cli.ts";

// Ledgers as the Supabase CLI itself leaves them on a real server, and what is said of each.

const NOTES = `-- Notes.
create table notes (id bigint primary key, label text default 'a; b');

alter table notes enable row level security;
`;
const TAGS = `create table tags (
  id bigint primary key
);
`;
/** What the CLI's scanner and the grammar of Postgres cut at different places, or could. */
const HARD = `\ufeffbegin;
create function count_notes() returns bigint language sql set search_path = ''
begin atomic
  select 1; select count(*) from public.notes;
end;
create function label(n text) returns text language plpgsql set search_path = '' as $body$
begin
  -- it's; not $$ the end
  return (n || ';' || $q$;$q$);
end
$body$;;
/* outer ; /* inner */ ; */ comment on table notes is E'it''s \\n; mine';\r
create rule twice as on insert to tags do also (select 1; select 2);
select 1 - -1, '--', "relname" from pg_catalog.pg_class limit 0;
select $größe$ ; $größe$;
commit;
\u00a0
-- the end; really`;

let parser: SqlParser;
let own: TestDatabase;
let database: Database;
let project: SupabaseProject;

beforeAll(async () => {
  parser = await loadSqlParser();
});

beforeEach(async () => {
  own = await createTestDatabase();
  database = openServer({ url: own.url });
  await database.execute("drop schema supabase_migrations cascade");
  project = await openSupabaseProject(own.url);
  await project.file("20250101000000_create_notes.sql", NOTES);
  await project.file("20250102000000_create_tags.sql", TAGS);
  await project.file("20250103000000_hard.sql", HARD);
});

afterEach(async () => {
  await project?.close();
  await database?.close();
  await own?.drop();
});

async function push(...words: string[]): Promise<string> {
  const answer = await project.cli("db", "push", ...words);
  if (answer.code !== 0) throw new Error(answer.text);
  return answer.text;
}

async function manifest(): Promise<Manifest> {
  const migrations = manifestMigrations(await project.discover(), { parser, place: (file) => file });
  return { version: 1, tool_version: "0.0.0", server_version: "17", migrations };
}

async function audited(): Promise<Report> {
  return auditDatabase(database, {
    config: {},
    categories: ["ledger"],
    manifest: await manifest(),
    trigger: "cli",
    source: "database",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "run",
  });
}

/** Findings and what was not evaluated, in short. */
async function verdict(): Promise<string[]> {
  const { findings, not_evaluated } = await audited();
  return [
    ...findings.map(({ severity, rule, object }) => `${severity} ${rule} ${object.identity}`),
    ...not_evaluated.map(({ rule, reason }) => `not evaluated ${rule}: ${reason}`),
  ];
}

async function finding(rule: string): Promise<Finding> {
  const found = (await audited()).findings.filter((each) => each.rule === rule);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} findings of ${rule}`);
  return one;
}

function rows(): Promise<readonly (LedgerEntry & { readonly hash: string })[]> {
  return database.query(`
    select mig.version, mig.name, to_json(mig.statements) as statements,
      encode(sha256(convert_to(array_to_json(mig.statements)::text, 'UTF8')), 'hex') as hash
    from supabase_migrations.schema_migrations mig
    order by mig.version collate "C"`);
}

describe("a pushed folder", () => {
  beforeEach(async () => {
    await push();
  });

  test("clean: the statements are recorded as foreseen, and no parser is needed", async () => {
    const recorded = await rows();
    expect(recorded.map((row) => row.statements)).toEqual([NOTES, TAGS, HARD].map(cliStatements));
    const { migrations } = await manifest();
    expect(recorded.map((row) => row.hash)).toEqual(migrations.map((migration) => migration.recorded));
    expect(needsParser(recorded, migrations)).toBe(false);
    expect(await verdict()).toEqual([]);
  });

  test("a comment was edited", async () => {
    await project.file("20250101000000_create_notes.sql", `/* Other. */ ${NOTES.replace("-- Notes.", "")}`);
    await project.file(
      "20250103000000_hard.sql",
      HARD.replace("-- it's; not $$ the end", "-- nothing; to see"),
    );
    expect(needsParser(await rows(), (await manifest()).migrations)).toBe(true);
    expect(await verdict()).toEqual([]);
  });

  test("blanks, line ends and the case of keywords were edited", async () => {
    await project.file("20250102000000_create_tags.sql", "CREATE TABLE tags(id bigint PRIMARY KEY)");
    await project.file("20250103000000_hard.sql", HARD.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n"));
    expect(await verdict()).toEqual([]);
  });

  test("really edited: the CLI sees nothing", async () => {
    await project.file(
      "20250101000000_create_notes.sql",
      NOTES.replace("'a; b'", "'a; c'").concat("create role edited password 'hunter2';"),
    );
    expect(await push()).toMatch(/up to date/i);
    expect(await verdict()).toEqual(["warn migration_edited_after_apply 20250101000000"]);
    const edited = await finding("migration_edited_after_apply");
    expect(edited.evidence).toMatchObject({
      version: "20250101000000",
      file: "supabase/migrations/20250101000000_create_notes.sql",
      kind: "edited",
      recorded_statements: 2,
      file_statements: 3,
      statements_only_in_ledger: [
        { index: 0, statement: "create table notes (id bigint primary key, label text default '…')" },
      ],
      places_only_in_file: [0, 2],
    });
    expect(edited.location).toEqual({ file: "supabase/migrations/20250101000000_create_notes.sql", line: 1 });
    const repaired = await project.cli("migration", "repair", "20250101000000", "--status", "applied");
    expect(repaired.code, repaired.text).toBe(0);
    expect(await verdict()).toEqual([]);
  });

  test("renamed: the row is moved, and the CLI is content", async () => {
    await project.file("20250102000000_create_tags.sql", null);
    await project.file("20250109000000_all_tags.sql", TAGS.toUpperCase().replace("TAGS", "tags"));
    expect((await project.cli("db", "push")).code).not.toBe(0);
    expect(await verdict()).toEqual(["warn migration_renamed 20250102000000"]);
    const { remediation, evidence } = await finding("migration_renamed");
    expect(evidence).toMatchObject({ file_version: "20250109000000", kind: "same_statements" });
    expect(remediation.safety).toBe("safe");
    await database.execute(remediation.sql ?? "");
    expect(await push()).toMatch(/up to date/i);
    expect(await verdict()).toEqual([]);
    await database.execute(remediation.undo_sql ?? "");
    expect(await verdict()).toEqual(["warn migration_renamed 20250102000000"]);
  });

  test("renamed: the lines of the note do the same", async () => {
    await project.file("20250102000000_create_tags.sql", null);
    await project.file("20250109000000_all_tags.sql", TAGS);
    const lines = [
      ...((await finding("migration_renamed")).remediation.note ?? "").matchAll(
        /supabase (migration repair --status \w+ \d+)/g,
      ),
    ].map((match) => (match[1] ?? "").split(" "));
    expect(lines).toHaveLength(2);
    for (const words of lines) expect((await project.cli(...words)).code).toBe(0);
    expect(await push()).toMatch(/up to date/i);
    expect(await verdict()).toEqual([]);
  });

  test("missing in the database: the next push applies it", async () => {
    await project.file("20250104000000_labels.sql", "create table labels (id bigint primary key);");
    expect(await verdict()).toEqual(["error migration_not_applied 20250104000000"]);
    await push();
    expect(await verdict()).toEqual([]);
  });

  test("missing in the repository: the CLI stops, and writes the file from the ledger", async () => {
    await project.file("20250103000000_hard.sql", null);
    expect((await project.cli("db", "push")).code).not.toBe(0);
    expect(await verdict()).toEqual(["warn migration_not_in_repository 20250103000000"]);
    const fetched = await project.cli("migration", "fetch");
    expect(fetched.code, fetched.text).toBe(0);
    expect(Object.keys(await project.files())).toContain("20250103000000_hard.sql");
    expect(await verdict()).toEqual([]);
  });

  test("a row in one piece, as the Management API writes it", async () => {
    await database.query(
      "update supabase_migrations.schema_migrations set statements = array[$1] where version = '20250103000000'",
      [HARD.replace("\ufeff", "")],
    );
    await database.query(
      "update supabase_migrations.schema_migrations set statements = array[$1] where version = '20250101000000'",
      [NOTES.trim().replace("-- Notes.", "")],
    );
    expect(await verdict()).toEqual([]);
  });

  test("rows without statements are said not to be compared, until they are recorded anew", async () => {
    await database.execute(
      "update supabase_migrations.schema_migrations set statements = null where version < '20250103'",
    );
    expect(await verdict()).toEqual([
      "not evaluated migration_edited_after_apply: the ledger keeps no statements of migrations 20250101000000, 20250102000000",
    ]);
    await project.file("20250101000000_create_notes.sql", null);
    await project.file("20250101000001_create_notes.sql", NOTES);
    expect(await verdict()).toEqual([
      "error migration_not_applied 20250101000001",
      "warn migration_not_in_repository 20250101000000",
      "not evaluated migration_edited_after_apply: the ledger keeps no statements of migration 20250102000000",
      "not evaluated migration_renamed: whether migration 20250101000000 (create_notes) is supabase/migrations/20250101000001_create_notes.sql now cannot be told: the ledger keeps no statements of it",
    ]);
    await project.cli("migration", "repair", "20250102000000", "--status", "applied");
    expect((await verdict()).filter((line) => line.includes("edited"))).toEqual([]);
  });

  test.each([
    ["two columns", "drop column name", []],
    [
      "one column",
      "drop column name, drop column statements",
      [
        "not evaluated migration_edited_after_apply: the ledger keeps no statements of migrations 20250101000000, 20250102000000, 20250103000000",
      ],
    ],
    [
      "six columns",
      "add column created_by text, add column idempotency_key text unique, add column rollback text[]",
      [],
    ],
  ])("a table of %s", async (_, change, expected) => {
    await database.execute(`alter table supabase_migrations.schema_migrations ${change}`);
    expect(await verdict()).toEqual(expected);
    await project.file("20250102000000_create_tags.sql", null);
    await project.file("20250102000009_create_tags.sql", TAGS);
    const moved = (await audited()).findings.map((found) => found.rule);
    expect(moved).toEqual(
      expected.length === 0
        ? ["migration_renamed"]
        : ["migration_not_applied", "migration_not_in_repository", "migration_out_of_order"],
    );
    if (expected.length > 0) return;
    const { sql, undo_sql } = (await finding("migration_renamed")).remediation;
    await database.execute(`${sql} ${undo_sql} ${sql}`);
    expect(await verdict()).toEqual([]);
  });

  test("one number twice: the second file of a version never runs", async () => {
    await project.file("20250104000000_alpha.sql", "create table alpha (id bigint primary key);");
    await project.file("20250104000000_beta.sql", "create table beta (id bigint primary key);");
    expect((await project.cli("db", "push")).code).not.toBe(0);
    expect(await verdict()).toEqual([
      "error migration_not_applied 20250104000000",
      "error migration_version_duplicate 20250104000000",
    ]);
    const pending = await finding("migration_not_applied");
    expect(pending.evidence).toMatchObject({
      file: "supabase/migrations/20250104000000_beta.sql",
      version_recorded_for: "alpha",
    });
    await project.file("20250104000000_beta.sql", null);
    await project.file("20250105000000_beta.sql", "create table beta (id bigint primary key);");
    await push();
    expect(await verdict()).toEqual([]);
  });

  test("out of order: a file that was merged late stops the push", async () => {
    await project.file("20250101120000_late.sql", "create table late (id bigint primary key);");
    expect((await project.cli("db", "push")).code).not.toBe(0);
    expect(await verdict()).toEqual([
      "error migration_not_applied 20250101120000",
      "warn migration_out_of_order 20250101120000",
    ]);
    await push("--include-all");
    expect(await verdict()).toEqual([]);
  });

  test("a squashed folder: one cause for the rows that are left over", async () => {
    // `migration squash` needs Docker; this is what it does to a folder.
    await project.file("20250101000000_create_notes.sql", null);
    await project.file("20250102000000_create_tags.sql", null);
    await project.file("20250103000000_hard.sql", `${NOTES}${TAGS}`);
    expect(await verdict()).toEqual([
      "warn migration_edited_after_apply 20250103000000",
      "warn migration_not_in_repository 20250101000000",
      "warn migration_not_in_repository 20250102000000",
    ]);
    const causes = (await audited()).findings.map((found) => found.root_cause);
    expect(new Set(causes)).toEqual(
      new Set([undefined, "older than 20250103000000, the first migration of the repository"]),
    );
    await project.cli("migration", "repair", "20250101000000", "20250102000000", "--status", "reverted");
    await project.cli("migration", "repair", "20250103000000", "--status", "applied");
    expect(await verdict()).toEqual([]);
    expect(await push()).toMatch(/up to date/i);
  });
});

describe("no ledger", () => {
  const ABSENT = "table supabase_migrations.schema_migrations does not exist";

  test("nothing is applied, by one cause", async () => {
    expect((await verdict()).filter((line) => !line.startsWith("not evaluated"))).toEqual([
      "error migration_not_applied 20250101000000",
      "error migration_not_applied 20250102000000",
      "error migration_not_applied 20250103000000",
    ]);
    const { findings, not_evaluated } = await audited();
    expect(new Set(findings.map((found) => found.root_cause))).toEqual(new Set([ABSENT]));
    expect(not_evaluated.map(({ rule, reason }) => `${rule}: ${reason}`)).toContain(
      `migration_renamed: ledger not read: ${ABSENT}`,
    );
  });

  test.each([
    [
      "create schema drizzle; create table drizzle.__drizzle_migrations (id serial, hash text, created_at bigint)",
      "drizzle.__drizzle_migrations (Drizzle)",
    ],
    [
      "create table _prisma_migrations (id text, checksum text, migration_name text)",
      "public._prisma_migrations (Prisma)",
    ],
    [
      "create table flyway_schema_history (installed_rank int, version text, script text, checksum int)",
      "public.flyway_schema_history (Flyway)",
    ],
    [
      "create table knex_migrations (id serial, name text, batch int, migration_time timestamptz)",
      "public.knex_migrations (Knex)",
    ],
    [
      "create table _sqlx_migrations (version bigint, description text, checksum bytea)",
      "public._sqlx_migrations (sqlx)",
    ],
    [
      "create table schema_migrations (version bigint, dirty boolean)",
      "public.schema_migrations (golang-migrate)",
    ],
    [
      'create schema "it\'s"; create table "it\'s"._migrations (anything int)',
      '"it\'s"._migrations (a runner of its own)',
    ],
  ])("the ledger of another tool is named and not guessed at: %s", async (sql, named) => {
    await database.execute(sql);
    const reason = `ledger not read: ${ABSENT}; ${named} is a ledger of another tool, which is not compared`;
    const { findings, not_evaluated } = await audited();
    expect(findings).toEqual([]);
    expect(not_evaluated.map((entry) => entry.reason)).toEqual(not_evaluated.map(() => reason));
    expect(not_evaluated).toHaveLength(7);
  });

  test("a table that only has such a name is none", async () => {
    await database.execute(
      "create table migrations (bird text, route text); create table knex_migrations (x int)",
    );
    expect((await audited()).findings).toHaveLength(3);
  });

  test("a role that may not read the ledger is not told that nothing is applied", async () => {
    await push();
    const limited = openServer({ url: own.connectOnlyUrl });
    const report = await auditDatabase(limited, {
      config: {},
      categories: ["ledger"],
      manifest: await manifest(),
      trigger: "cli",
      source: "database",
      clock: () => "2026-01-01T00:00:00.000Z",
      newId: () => "run",
    });
    await limited.close();
    expect(report.findings).toEqual([]);
    expect(new Set(report.not_evaluated.map((entry) => entry.rule)).size).toBe(7);
  });
});
