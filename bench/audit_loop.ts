import { randomUUID } from "node:crypto";
import { auditAndStore } from "../src/shared/audit/recorded_audit.ts";
import { auditDatabase } from "../src/shared/audit/run.ts";
import { openServer } from "../src/shared/database/server.ts";
import { createBodyFactsCache } from "../src/shared/sql/body_facts_cache.ts";

// Audits back to back over one connection until standard input closes; prints a line for each.
// Arguments: `full` or `unchanged`, database, exposed schemas as JSON.
const [mode = "", url = "", exposed = "[]"] = process.argv.slice(2);
const options = {
  config: { exposed_schemas: JSON.parse(exposed) as string[] },
  trigger: "cron",
  source: "database",
  clock: () => new Date().toISOString(),
  newId: randomUUID,
} as const;
const onCompared = ({ changes }: { readonly changes: readonly string[] }) => {
  if (changes.length > 0) console.error(`a night was not unchanged: ${changes.join(", ")}`);
};
let stopped = false;
process.stdin.once("end", () => {
  stopped = true;
});
process.stdin.resume();
const database = openServer({ url });
const bodyFacts = createBodyFactsCache();
try {
  while (!stopped) {
    if (mode === "unchanged") await auditAndStore(database, { ...options, onCompared });
    else await auditDatabase(database, { ...options, bodyFacts });
    console.log("done");
  }
} finally {
  await database.close();
}
