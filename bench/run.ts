import { startCluster } from "../test/support/test_cluster.ts";
import { measureAnalyses } from "./analyses.ts";
import { measureAudits } from "./audits.ts";
import { measureConsolidations } from "./consolidations.ts";
import { type BenchDatabases, benchDatabases } from "./databases.ts";
import { measureDrifts } from "./drifts.ts";
import { measureFunctions } from "./functions.ts";
import { measureLoad } from "./load.ts";
import { measureMigrates } from "./migrates.ts";
import { measureReplays } from "./replays.ts";
import { measureShapes } from "./shapes.ts";
import { measureUnchanged } from "./unchanged.ts";

// `npm run bench [-- SECTION…] [SIZE…]`: every section and 100, 1,000 and 10,000 tables where none is named.

/** What a section measures, on databases of the sizes or, where it needs one database alone, of `usual` tables. */
type Section = (
  databases: BenchDatabases,
  sizes: { readonly sizes: readonly number[]; readonly usual: number },
) => Promise<void>;

const SECTIONS: Readonly<Record<string, Section>> = {
  analyze: () => measureAnalyses(),
  audit: (databases, { sizes }) => measureAudits(databases, sizes),
  consolidate: () => measureConsolidations(),
  drift: (databases, { sizes }) => measureDrifts(databases, sizes),
  function: (databases, { sizes }) => measureFunctions(databases, sizes),
  unchanged: (databases, { sizes }) => measureUnchanged(databases, sizes),
  load: (databases, { usual }) => measureLoad(databases, usual),
  migrate: (databases) => measureMigrates(databases),
  replay: (databases) => measureReplays(databases),
  shape: (databases, { usual }) => measureShapes(databases, usual),
};

const words = process.argv.slice(2);
const unknown = words.filter((word) => !Object.hasOwn(SECTIONS, word) && !/^[1-9]\d*$/.test(word));
if (unknown.length > 0) {
  console.error(
    `bench: no section or size: ${unknown.join(" ")}; sections: ${Object.keys(SECTIONS).join(" ")}`,
  );
  process.exit(2);
}
const named = words.filter((word) => Object.hasOwn(SECTIONS, word));
const numbers = words.filter((word) => !Object.hasOwn(SECTIONS, word)).map(Number);
const sizes = (numbers.length === 0 ? [100, 1_000, 10_000] : numbers).toSorted((a, b) => a - b);
const usual = sizes.includes(1_000) ? 1_000 : Math.max(...sizes);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

// Commits wait for the disk as they do in production, and the log tells every wait for a lock above 10 ms.
const cluster = await startCluster("npm", { fsync: "on", log_lock_waits: "on", deadlock_timeout: "10ms" });
try {
  if (!cluster.state.available) throw new Error(cluster.state.reason);
  const databases = benchDatabases(cluster.state.url);
  for (const [name, measure] of Object.entries(SECTIONS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`== ${name}\n`);
    await measure(databases, { sizes, usual });
    console.log("");
  }
} catch (error) {
  console.error("bench:", error);
  process.exitCode = 1;
} finally {
  await cluster.server?.stop();
}
