import { readFile } from "node:fs/promises";
import { readServerFacts } from "../src/shared/catalog/server_facts.ts";
import { openServer } from "../src/shared/database/server.ts";
import { parseManifest } from "../src/shared/manifest/manifest.ts";
import { readDrift } from "../src/shared/manifest/read_drift.ts";

// One comparison with a manifest in a process of its own, so that memory and CPU are its own, the manifest's parsing
// included: prints one line of JSON. Arguments: database, file of the manifest, `one` for a single connection.
const [url = "", file = "", connections] = process.argv.slice(2);
const database = openServer({ url, companion: connections !== "one" });
try {
  await database.query("select 1");
  const memory = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { schema } = parseManifest(JSON.parse(await readFile(file, "utf8")));
  if (schema === undefined) throw new Error("the manifest holds no objects");
  const drifts = await database.transaction("snapshot", async (session) =>
    readDrift(session, schema, {
      server: await readServerFacts(session),
      sameText: () => Promise.resolve(null),
    }),
  );
  const end = performance.now();
  const used = process.cpuUsage(cpu);
  console.log(
    JSON.stringify({
      seconds: (end - start) / 1000,
      cpu: (used.user + used.system) / 1e6,
      growth_mb: process.resourceUsage().maxRSS / 1024 - memory / 1024 ** 2,
      drifts: drifts.length,
    }),
  );
} finally {
  await database.close();
}
