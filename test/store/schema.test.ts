import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openEmbedded } from "../../src/shared/database/embedded.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { quoteIdent } from "../../src/shared/sql/ident.ts";
import { upgradeSchema } from "../../src/shared/store/upgrade_schema.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";
import { debianServer } from "../support/servers.ts";
import { findingOn, makeStore, storeMigrations, storeNight } from "../support/store.ts";
import { ENGINES } from "./engines.ts";

const TABLES = [
  "alerts",
  "catalog_state",
  "finding_events",
  "findings",
  "known_bodies",
  "ledger_backups",
  "manifests",
  "migration_details",
  "runs",
  "settings",
  "suppressions",
  "waiting_causes",
];

/** Views of the schema: those of the contract, and those for the Table Editor. */
const VIEWS = [
  "accepted_findings",
  "alert_deliveries",
  "findings_to_fix",
  "latest_run",
  "open_findings",
  "open_findings_by_rule",
  "recent_changes",
  "run_history",
  "trend",
];

function ourTables(database: Database): Promise<{ name: string; rls: boolean }[]> {
  return database.query(
    `select cl.relname::text as name, cl.relrowsecurity as rls
     from pg_catalog.pg_class cl
     where cl.relnamespace = 'supawarden'::regnamespace and cl.relkind = 'r'
     order by 1`,
  );
}

describe.each(ENGINES)("on the %s database", (_name, open) => {
  let database: Database;
  let dispose: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    ({ database, dispose } = await open());
    await makeStore(database);
    await storeNight(database, { n: 1, findings: [findingOn("notes")] });
  });
  afterAll(() => dispose?.());

  test("its own audit finds nothing in it", async () => {
    await inThrowawayTransaction(database, async (session) => {
      const { findings, judged } = await judgeSession(session, {});
      expect(judged.length).toBeGreaterThan(0);
      const ours = findings.filter((finding) => JSON.stringify(finding.object).includes("supawarden"));
      expect(ours.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
    });
  });

  test("its own audit finds nothing in it when it is served by the Data API", async () => {
    await inThrowawayTransaction(database, async (session) => {
      const { findings } = await judgeSession(session, { exposed_schemas: ["public", "supawarden"] });
      const ours = findings.filter((finding) => JSON.stringify(finding.object).includes("supawarden"));
      expect(ours.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
    });
  });

  test("the migrations can run again, whoever applied them first", async () => {
    const migrations = await storeMigrations();
    expect(await upgradeSchema(database, migrations)).toEqual([]);
    await database.query("delete from supawarden.settings");
    expect(await upgradeSchema(database, migrations)).toHaveLength(migrations.length);
    expect(await database.query("select rule from supawarden.findings")).toHaveLength(1);
    expect((await ourTables(database)).map((table) => table.name)).toEqual(TABLES);
  });

  test("a new migration is the only one that runs", async () => {
    const next = {
      version: "29990101000000",
      name: "next",
      sql: "insert into supawarden.settings (key, value) values ('next', 'true')",
    };
    const migrations = [...(await storeMigrations()), next];
    expect(await upgradeSchema(database, migrations)).toEqual([next.version]);
    expect(await upgradeSchema(database, migrations)).toEqual([]);
  });

  test("every table has row level security, and the roles of the Data API reach none", async () => {
    expect(await ourTables(database)).toEqual(TABLES.map((name) => ({ name, rls: true })));
    for (const role of ["anon", "authenticated"]) {
      for (const relation of [...TABLES, ...VIEWS]) {
        await inThrowawayTransaction(database, async (session) => {
          await session.execute(`set local role ${role}`);
          const reading = session.query(`select from supawarden.${quoteIdent(relation)}`);
          await expect(reading).rejects.toMatchObject({ code: "42501" });
        });
      }
    }
  });

  test("a role without the right to bypass row level security sees no row, whatever it is granted", async () => {
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(
        "grant usage on schema supawarden to anon; grant select on all tables in schema supawarden to anon; set local role anon",
      );
      for (const relation of ["runs", "findings", "finding_events", ...VIEWS]) {
        const rows = await session.query(`select * from supawarden.${relation}`);
        expect(rows, relation).toEqual([]);
      }
    });
  });

  test("every view runs with the rights of its reader", async () => {
    const views = await database.query<{ name: string; invoker: boolean }>(
      `select cl.relname::text as name, cl.reloptions @> array['security_invoker=true'] as invoker
       from pg_catalog.pg_class cl
       where cl.relnamespace = 'supawarden'::regnamespace and cl.relkind = 'v'
       order by 1`,
    );
    expect(views).toEqual(VIEWS.map((name) => ({ name, invoker: true })));
  });

  test("the service role reads", async () => {
    await inThrowawayTransaction(database, async (session) => {
      await session.execute("set local role service_role");
      for (const view of VIEWS) await session.query(`select * from supawarden.${view}`);
      expect(await session.query("select rule from supawarden.open_findings")).toHaveLength(1);
      expect(await session.query("select state from supawarden.finding_events")).toHaveLength(1);
    });
  });

  test("history is append only, even for its owner", async () => {
    for (const sql of [
      "update supawarden.finding_events set state = 'resolved'",
      "delete from supawarden.finding_events",
      "truncate supawarden.finding_events",
      "truncate supawarden.runs cascade",
      "delete from supawarden.runs",
    ]) {
      await expect(database.query(sql), sql).rejects.toMatchObject({
        code: expect.stringMatching(/^23/),
      });
    }
  });
});

test("a database without Supabase's roles gets the schema too", async () => {
  const database = await openEmbedded();
  try {
    await makeStore(database);
    await storeNight(database, { n: 1, findings: [findingOn("notes")] });
    expect(await database.query("select rule from supawarden.open_findings")).toHaveLength(1);
  } finally {
    await database.close();
  }
});

test("Postgres 15 gets the schema too", async (context) => {
  const debian = await debianServer();
  if (!debian.available) {
    console.log(`skipped: ${debian.reason}`);
    return context.skip(debian.reason);
  }
  const home = await debian.createTestDatabase();
  const database = openServer({ url: home.ownerUrl });
  try {
    await makeStore(database);
    await storeNight(database, { n: 1, findings: [findingOn("notes")] });
    expect(await storeNight(database, { n: 2, findings: [] })).toMatchObject({ summary: { resolved: 1 } });
  } finally {
    await database.close();
    await home.drop();
  }
});
