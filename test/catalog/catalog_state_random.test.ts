import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changesBetween, readCatalogState } from "../../src/shared/catalog/catalog_state.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { withoutLiveFigures } from "../support/live_figures.ts";
import { RANDOM_GROUND, randomStatement } from "../support/random_ddl.ts";
import { type Cluster, databaseUrl, startCluster, TEMPLATE } from "../support/test_cluster.ts";

// `RUNS=2000 npx vitest run test/catalog/catalog_state_random.test.ts` looks longer; `SERVER=debian` looks at Postgres 15.
const numRuns = Number(process.env.RUNS ?? 60);

let cluster: Cluster;
let database: Database;
beforeAll(async () => {
  cluster = await startCluster(process.env.SERVER === "debian" ? "debian" : "npm");
  if (!cluster.state.available) throw new Error(cluster.state.reason);
  const { url } = cluster.state;
  const admin = openServer({ url });
  await admin.execute(`create database random template ${TEMPLATE}`);
  await admin.close();
  database = openServer({ url: databaseUrl(url, "random") });
  await database.execute(RANDOM_GROUND);
});
afterAll(async () => {
  await database?.close();
  await cluster?.server?.stop();
});

async function look() {
  return database.transaction("snapshot", async (session) => {
    const state = await readCatalogState(session);
    const snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
    return { state, seen: JSON.stringify(withoutLiveFigures(snapshot)) };
  });
}

test("whenever the snapshot differs, so does the state", async () => {
  let before = await look();
  let differed = 0;
  let alarms = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(randomStatement, { minLength: 1, maxLength: 4 }), async (statements) => {
      for (const statement of statements) await database.execute(statement).catch(() => undefined);
      const after = await look();
      const changes = changesBetween(before.state, after.state);
      const differs = before.seen !== after.seen;
      before = after;
      if (differs) differed += 1;
      else if (changes.length > 0) alarms += 1;
      return !differs || changes.length > 0;
    }),
    { numRuns, endOnFailure: true },
  );
  console.log(
    `${numRuns} times up to four statements: ${differed} snapshots differed, ${alarms} false alarms`,
  );
  // A test that hardly ever changes anything would prove nothing.
  expect(differed).toBeGreaterThan(numRuns / 4);
}, 1_800_000);
