import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { optimiseLate } from "../src/cli/late_optimising.ts";
import { settleForShortRun } from "../src/cli/short_run.ts";
import { auditSnapshot, readingFor, selectRules } from "../src/shared/audit/run.ts";
import { loadSnapshot } from "../src/shared/catalog/read_snapshot.ts";
import { openServer } from "../src/shared/database/server.ts";
import { createBodyFactsCache } from "../src/shared/sql/body_facts_cache.ts";

// One full audit as the CLI makes it, in a process of its own, so that memory and CPU are the audit's: prints one line of JSON.
// Arguments: database, exposed schemas as JSON, file with the facts that an earlier audit has kept of routine bodies;
// where there is no such file, nothing is known, and the file is written for the next one.
const [url = "", exposed = "[]", factsFile = ""] = process.argv.slice(2);
const config = { exposed_schemas: JSON.parse(exposed) as string[] };
const clock = () => new Date().toISOString();
optimiseLate();
settleForShortRun();
const database = openServer({ url });
try {
  await database.query("select 1");
  const memory = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const known = await readFile(factsFile, "utf8").catch(() => undefined);
  const bodyFacts = createBodyFactsCache(known === undefined ? undefined : JSON.parse(known));
  const reading = readingFor(selectRules({}), { config, takenAt: clock(), bodyFacts });
  const snapshot = await loadSnapshot(database, reading);
  const read = performance.now();
  const report = await auditSnapshot(snapshot, {
    config,
    trigger: "cli",
    source: "database",
    clock,
    newId: randomUUID,
    bodyFacts,
  });
  const end = performance.now();
  const used = process.cpuUsage(cpu);
  const peak = process.resourceUsage().maxRSS / 1024;
  const failed = report.not_evaluated.filter(({ reason }) => /failed|not read/.test(reason));
  for (const { rule, reason } of failed) console.error(`not evaluated: ${rule}: ${reason}`);
  console.log(
    JSON.stringify({
      seconds: (end - start) / 1000,
      read_seconds: (read - start) / 1000,
      cpu_seconds: (used.user + used.system) / 1e6,
      peak_mb: peak,
      growth_mb: peak - memory / 1024 ** 2,
      findings: report.findings.length,
      bodies_read: bodyFacts.counts().read,
    }),
  );
  if (known === undefined) await writeFile(factsFile, JSON.stringify(bodyFacts.save()));
} finally {
  await database.close();
}
