import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { migrationFiles } from "../support/migration_files.ts";
import { createTestDatabase, debianServer, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";

const takenAt = "2026-01-01T00:00:00Z";
let copy: TestDatabase;
beforeAll(async () => {
  copy = await createTestDatabase();
});
afterAll(() => copy?.drop());

test("an empty project reads whole on Postgres 17, as superuser and as Supabase's postgres", async () => {
  for (const url of [copy.url, copy.ownerUrl]) {
    const snapshot = await onDatabase(url, (database) => loadSnapshot(database, { takenAt }));
    expect(snapshot.server.version).toBeGreaterThan(170000);
    expect(snapshot.unread.map((entry) => [entry.family, entry.kind])).toEqual([
      ["cron_jobs", "absent"],
      ["cron_runs", "absent"],
    ]);
    expect(snapshot.relations.map((relation) => `${relation.schema}.${relation.name}`)).toContain(
      "auth.users",
    );
  }
});

test("a role with nothing but connect is told what it could not read, and reads what was asked behind it", async () => {
  const snapshot = await onDatabase(copy.connectOnlyUrl, (database) => loadSnapshot(database, { takenAt }));
  const unread = snapshot.unread.map(({ family, kind }) => [family, kind]);
  expect(unread).toContainEqual(["buckets", "forbidden"]);
  expect(unread).toContainEqual(["ledger", "forbidden"]);
  expect(unread.filter(([, kind]) => kind === "failed")).toEqual([]);
  // It is the family behind the ledger.
  expect(snapshot.stored_settings.length).toBeGreaterThan(0);
});

test("a failed statement under a savepoint leaves the transaction usable", async () => {
  const database = openServer({ url: copy.url });
  const rows = await database.transaction("write", async (session) => {
    await session.execute("savepoint attempt");
    await expect(session.query("select * from nothing_here")).rejects.toMatchObject({ code: "42P01" });
    await session.execute("rollback to savepoint attempt");
    return session.query("select $1::text[] @> array['a,b'] as found", [["a,b", 'c"']]);
  });
  expect(rows).toEqual([{ found: true }]);
  await database.close();
});

test("migrations replay on a server, where extensions it lacks are stood in for by SQL", async () => {
  const own = await createTestDatabase();
  const result = await onDatabase(own.url, async (database) => {
    const files = migrationFiles({
      "1_jobs.sql":
        "create extension pg_cron;\ncreate extension if not exists pg_net with schema extensions;",
      "2_job.sql":
        "select cron.schedule('nightly', '0 3 * * *', 'select 1'); select nothing(); create table kept (id int);",
    });
    const replayed = await replay(database, files, { parser: await loadSqlParser() });
    const jobs = await database.query("select jobname from cron.job");
    const members = await database.query(
      `select count(*)::int as members from pg_catalog.pg_depend dep
       join pg_catalog.pg_extension ext on ext.oid = dep.refobjid and dep.deptype = 'e' and ext.extname = 'pg_cron'
       where dep.refclassid = 'pg_catalog.pg_extension'::regclass`,
    );
    await database.execute("drop extension pg_net");
    const left = await database.query(
      "select pg_catalog.to_regnamespace('net') is null as gone, pg_catalog.to_regclass('public.kept') is not null as kept",
    );
    return { replayed, jobs, members, left };
  });
  expect(result.replayed.faults.map((fault) => [fault.file, fault.sqlstate])).toEqual([
    ["migrations/2_job.sql", "42883"],
  ]);
  expect(result.replayed.stoodIn.map((extension) => extension.name)).toEqual([
    "pg_cron",
    "pg_net",
    "supabase_vault",
  ]);
  expect(result.jobs).toEqual([{ jobname: "nightly" }]);
  expect(result.members).toEqual([{ members: expect.toSatisfy((count: number) => count > 8) }]);
  expect(result.left).toEqual([{ gone: true, kept: true }]);
  await own.drop();
});

test("an empty project reads whole on Debian's Postgres 15, with the real pg_cron", async (context) => {
  const debian = await debianServer();
  if (!debian.available) {
    console.log(`skipped: ${debian.reason}`);
    return context.skip(debian.reason);
  }
  const own = await debian.createTestDatabase();
  const plain = await onDatabase(own.ownerUrl, (database) => loadSnapshot(database, { takenAt }));
  expect(plain.unread.map((entry) => entry.kind)).toEqual(["absent", "absent"]);
  await own.drop();
  const snapshot = await onDatabase(debian.cronDatabaseUrl, (database) =>
    loadSnapshot(database, { takenAt }),
  );
  expect(snapshot.server.version).toBeLessThan(170000);
  expect(snapshot.unread).toEqual([]);
  expect(snapshot.extensions.map((extension) => extension.name)).toContain("pg_cron");
});
