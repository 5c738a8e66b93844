import { randomUUID } from "node:crypto";
import { auditSnapshot } from "../src/shared/audit/run.ts";
import { loadSnapshot } from "../src/shared/catalog/snapshot.ts";
import { openServer } from "../src/shared/database/server.ts";

// One audit in a process of its own, so that memory and CPU are the audit's: prints one line of JSON.
const url = process.argv[2] ?? "";
const schemas = Number(process.argv[3] ?? "1");
const clock = () => new Date().toISOString();
const database = openServer({ url });
await database.query("select 1");
const memory = process.memoryUsage().rss;
const cpu = process.cpuUsage();
const start = performance.now();
const snapshot = await loadSnapshot(database, { takenAt: clock() });
const read = performance.now();
const report = await auditSnapshot(snapshot, {
  config: { exposed_schemas: ["public", ...Array.from({ length: schemas }, (_, index) => `app_${index}`)] },
  trigger: "cli",
  source: "database",
  clock,
  newId: randomUUID,
});
const end = performance.now();
const used = process.cpuUsage(cpu);
for (const { rule, reason } of report.not_evaluated) console.error(`not evaluated: ${rule}: ${reason}`);
console.log(
  JSON.stringify({
    seconds: (end - start) / 1000,
    read_seconds: (read - start) / 1000,
    cpu_seconds: (used.user + used.system) / 1e6,
    peak_mb: process.resourceUsage().maxRSS / 1024,
    growth_mb: process.resourceUsage().maxRSS / 1024 - memory / 1024 / 1024,
    findings: report.findings.length,
    not_evaluated: report.not_evaluated.length,
  }),
);
await database.close();
