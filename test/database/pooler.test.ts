import { afterAll, beforeAll, expect, test } from "vitest";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { startTransactionPooler, type TransactionPooler } from "../support/transaction_pooler.ts";

let home: TestDatabase;
let pooler: TransactionPooler | undefined;
beforeAll(async () => {
  home = await createTestDatabase();
  await onDatabase(home.url, (database) =>
    database.execute(`
      create table public.notes (id int, owner uuid);
      alter table public.notes enable row level security;
      create policy own on public.notes using (owner = auth.uid());
      create function public.notes_of(uuid) returns setof public.notes language sql security definer
        as 'select * from public.notes where owner = $1';`),
  );
  pooler = await startTransactionPooler(home.url);
});
afterAll(async () => {
  await pooler?.stop();
  await home?.drop();
});

test("three audits at once over the one connection of a transaction pooler say what one says without it", async ({
  skip,
}) => {
  if (pooler === undefined) {
    console.log("skipped: pgbouncer is not installed");
    return skip("pgbouncer is not installed");
  }
  const { url } = pooler;
  const direct = await auditOf(home.url);
  expect(direct.findings.map(({ rule }) => rule)).toContain("auth_rls_initplan");
  expect(await Promise.all([auditOf(url), auditOf(url), auditOf(url)])).toEqual([direct, direct, direct]);
});

test("a companion for which the pooler has no connection is not waited for", async ({ skip }) => {
  if (pooler === undefined) {
    console.log("skipped: pgbouncer is not installed");
    return skip("pgbouncer is not installed");
  }
  const database = openServer({ url: pooler.url, companion: true });
  const read = database.transaction("snapshot", async (session) => {
    session.companion?.().catch(() => undefined);
    // Time for it to stand in line behind this very transaction.
    await session.query("select pg_catalog.pg_sleep(0.5)");
    return session.query("select 1 as one");
  });
  expect(await read).toEqual([{ one: 1 }]);
  await database.close();
}, 15_000);

async function auditOf(url: string) {
  const database = openServer({ url });
  const { findings, not_evaluated } = await auditDatabase(database, {
    config: { rules: { unused_index: { enabled: false } } },
    trigger: "cli",
    source: "database",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "run",
  }).finally(() => database.close());
  return { findings, not_evaluated };
}
