import { randomUUID } from "node:crypto";
import { auditAndStore } from "../src/shared/audit/recorded_audit.ts";
import { auditDatabase } from "../src/shared/audit/run.ts";
import { changesBetween, readCatalogState } from "../src/shared/catalog/catalog_state.ts";
import { openServer } from "../src/shared/database/server.ts";
import { readBodyFacts } from "../src/shared/store/body_facts.ts";
import { readStoredState } from "../src/shared/store/catalog_state.ts";

// On a database that a run has audited and that nothing changed since, in a process of its own: the decision that
// nothing has changed, a whole night that takes it, and a full audit with what is known of routine bodies. In this
// order, so that the full audit has the advantage of warm code and caches. Prints one line of JSON.
const [url = "", exposed = "[]"] = process.argv.slice(2);
const options = {
  config: { exposed_schemas: JSON.parse(exposed) as string[] },
  trigger: "cron",
  source: "database",
  clock: () => new Date().toISOString(),
  newId: randomUUID,
} as const;
const database = openServer({ url });
const timed = async (work: () => Promise<void>) => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const used = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpu: (used.user + used.system) / 1e6 };
};
try {
  await database.query("select 1");
  const decision = await timed(async () => {
    const known = await readStoredState(database);
    const state = await database.transaction("snapshot", readCatalogState);
    const changes = known === undefined ? ["no state was kept"] : changesBetween(known.state, state);
    if (changes.length > 0) throw new Error(`the night is not unchanged: ${changes.join(", ")}`);
  });
  const night = await timed(async () => {
    let changes: readonly string[] = ["nothing was compared"];
    await auditAndStore(database, {
      ...options,
      onCompared: (comparison) => {
        changes = comparison.changes;
      },
    });
    if (changes.length > 0) throw new Error(`the night is not unchanged: ${changes.join(", ")}`);
  });
  const full = await timed(async () => {
    await auditDatabase(database, { ...options, bodyFacts: await readBodyFacts(database) });
  });
  console.log(
    JSON.stringify({
      decision_seconds: decision.seconds,
      decision_cpu: decision.cpu,
      night_seconds: night.seconds,
      night_cpu: night.cpu,
      full_seconds: full.seconds,
      full_cpu: full.cpu,
    }),
  );
} finally {
  await database.close();
}
