import { afterEach, beforeAll, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import type { ShadowCache } from "../../src/shared/migrations/kept_archive.ts";
import { seal } from "../../src/shared/migrations/sealed_bytes.ts";
import { openShadow, preparedShadow, type ReplayResult, replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow, testCache } from "../support/embedded.ts";
import { migrationFiles } from "../support/migration_files.ts";

let parser: SqlParser;
let database: EmbeddedDatabase;
beforeAll(async () => {
  parser = await loadSqlParser();
});
afterEach(() => database?.close());

async function replayed(texts: Readonly<Record<string, string>>): Promise<ReplayResult> {
  database = await freshShadow();
  return replay(database, migrationFiles(texts), { parser });
}

function faultsOf(result: ReplayResult): readonly unknown[] {
  return result.faults.map((fault) => [
    fault.file.replace("migrations/", ""),
    fault.line,
    fault.column,
    fault.sqlstate,
  ]);
}

async function names(sql: string): Promise<readonly string[]> {
  return (await database.query<{ name: string }>(sql)).map((row) => row.name);
}

const TABLES =
  "select relname::text as name from pg_catalog.pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1";

test("replay goes on after faults, and says where each one is", async () => {
  const result = await replayed({
    "1_a.sql":
      "create table a (id int);\ncreate table b (id int references nope);\n\nselect 'é', wrong from a;\ncreate table c (id int);",
    "2_b.sql": "create table d (id int);",
  });
  expect(faultsOf(result)).toEqual([
    ["1_a.sql", 2, 1, "42P01"],
    ["1_a.sql", 4, 13, "42703"],
  ]);
  expect(await names(TABLES)).toEqual(["a", "c", "d"]);
  expect(result.files.map((file) => [file.statements, file.applied])).toEqual([
    [4, 2],
    [1, 1],
  ]);
});

test("a version used twice is a fault of the second file's ledger row", async () => {
  const result = await replayed({
    "1_a.sql": "create table a (id int)",
    "1_b.sql": "create table b (id int)",
    "2_c.sql": "",
  });
  expect(faultsOf(result)).toEqual([["1_b.sql", 1, undefined, "23505"]]);
  expect(
    await database.query(
      "select version, name, pg_catalog.to_json(statements) as statements from supabase_migrations.schema_migrations order by 1",
    ),
  ).toEqual([
    { version: "1", name: "a", statements: ["create table a (id int)"] },
    { version: "2", name: "c", statements: [] },
  ]);
});

test("what the shadow lacks is stood in for and named, an unknown extension is a fault", async () => {
  const result = await replayed({
    "1_a.sql": `create extension if not exists pg_cron with schema extensions;
      do $$ begin create extension if not exists pg_net; exception when others then raise notice 'no'; end $$;
      create extension pgmq;
      create extension nowhere;`,
    "2_b.sql": `select cron.schedule('nightly', '0 3 * * *', $$select net.http_post('https://example.com', body := '{}')$$);
      select pgmq.create('work');
      select pgmq.send('work', '{"a":1}');
      select vault.create_secret('value', 'name');
      create table v (e extensions.vector(3));
      create extension vector with schema extensions;
      create table w (e extensions.vector(3));`,
  });
  expect(faultsOf(result)).toEqual([
    ["1_a.sql", 4, 7, "0A000"],
    ["2_b.sql", 5, 25, "42704"],
  ]);
  expect(result.stoodIn.map((extension) => extension.name)).toEqual([
    "pg_cron",
    "pg_net",
    "pg_stat_statements",
    "pgmq",
    "supabase_vault",
  ]);
  expect(await names("select jobname as name from cron.job")).toEqual(["nightly"]);
  expect(await names("select message::text as name from pgmq.q_work")).toEqual(['{"a": 1}']);
  expect(
    await names(
      "select extnamespace::regnamespace::text as name from pg_catalog.pg_extension where extname = 'pg_cron'",
    ),
  ).toEqual(["pg_catalog"]);
});

test("lines of psql are named, and do not hide the statements around them", async () => {
  const result = await replayed({
    "1_a.sql":
      "\\restrict abc\ncreate table a (id int);\ncreate function f() returns text language sql as $$select '\n\\x'$$;\n\\unrestrict abc\n",
    "2_b.sql": "\\echo hello\ncreate tabel b (id int);\ncreate table c (id int);",
  });
  expect(faultsOf(result)).toEqual([
    ["1_a.sql", 1, 1, "42601"],
    ["1_a.sql", 5, 1, "42601"],
    ["2_b.sql", 1, 1, "42601"],
    ["2_b.sql", 2, 8, "42601"],
  ]);
  expect(result.faults[0]?.message).toContain("\\restrict is a command of psql");
  expect(await names(TABLES)).toEqual(["a", "c"]);
  expect(
    await names(
      "select proname::text as name from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace",
    ),
  ).toEqual(["f"]);
});

test("transaction control of a file does not stop the replay", async () => {
  const result = await replayed({
    "1_a.sql":
      "begin;\ncreate table a (id int);\ncommit;\nbegin;\ncreate table undone (id int);\nrollback;\ncreate table b (id int);",
    "2_b.sql":
      "savepoint one; create table undone (id int); rollback to one; release one; create index concurrently on a (id); vacuum a;",
    "3_c.sql":
      "create type mood as enum ('a'); commit; alter type mood add value 'b'; create table m (mood mood default 'b');",
    "4_d.sql":
      "create table p (id int primary key); create table q (id int references p deferrable initially deferred); insert into q values (1);",
    "5_e.sql": "set role anon; set search_path = '';",
    "6_f.sql": "create table e (id int);",
  });
  expect(faultsOf(result)).toEqual([
    ["3_c.sql", 1, expect.any(Number), "55P04"],
    ["4_d.sql", 1, undefined, "23503"],
  ]);
  expect(result.skipped.map((statement) => statement.statement)).toEqual(["vacuum a"]);
  expect(await names(TABLES)).toEqual(["a", "b", "e", "m"]);
  expect(
    await names(
      "select indexrelid::regclass::text as name from pg_catalog.pg_index where indrelid = 'public.a'::regclass",
    ),
  ).toEqual(["a_id_idx"]);
});

test("a direct delete from storage is refused, as Supabase refuses it", async () => {
  const result = await replayed({
    "1_a.sql": "insert into storage.buckets (id, name) values ('a', 'a');\ndelete from storage.buckets;",
  });
  expect(faultsOf(result)).toEqual([["1_a.sql", 2, expect.any(Number), "42501"]]);
});

test("the write-ahead log of a long replay does not stay in memory", async () => {
  const fill = "insert into pages select repeat('x', 240) from generate_series(1, 80000);";
  const files = Object.fromEntries(
    Array.from({ length: 31 }, (_, index) => [
      `${100 + index}_a.sql`,
      index === 0 ? "create table pages (text text);" : index % 2 === 1 ? fill : "truncate pages;",
    ]),
  );
  expect((await replayed(files)).faults).toEqual([]);
  const [log] = await database.query<{ written: number; kept: number }>(
    `select (pg_catalog.pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as written,
       (select sum(size)::float8 from pg_catalog.pg_ls_waldir()) as kept`,
  );
  expect(log?.written).toBeGreaterThan(250_000_000);
  expect(log?.kept).toBeLessThan(170_000_000);
});

test("a damaged copy in the cache is replaced", async () => {
  const good = await preparedShadow(testCache());
  await expectReplaced(async () => good.slice(0, 1_000_000));
}, 180_000);

test("a copy in the cache that is whole but will not open is replaced", async () => {
  const other = await preparedShadow(testCache(), 18);
  await expectReplaced((key) => seal(other, key));
}, 180_000);

async function expectReplaced(read: ShadowCache["read"]): Promise<void> {
  const written: Uint8Array[] = [];
  const opened = await openShadow({
    cache: { read, write: async (_key, bytes) => void written.push(bytes) },
  });
  try {
    expect(await opened.query("select pg_catalog.to_regclass('auth.users')::text as users")).toEqual([
      { users: "auth.users" },
    ]);
  } finally {
    await opened.close();
  }
  expect(written).toHaveLength(1);
}
