import { cacheDirectory, cacheFolder } from "../src/cli/cache_directory.ts";
import { readMigrations } from "../src/cli/migration_files.ts";
import { openShadow, replay } from "../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../src/shared/sql/parser.ts";

// Replays a folder once, in a process of its own: node replay_once.mjs FOLDER

const megabytes = () => process.memoryUsage.rss() / 1e6;

const { files } = await readMigrations(process.argv[2] ?? "");
const start = performance.now();
const [database, parser] = await Promise.all([
  openShadow({ cache: cacheDirectory(cacheFolder()) }),
  loadSqlParser(),
]);
const opened = performance.now();
const few = files.slice(0, 100);
const first = await replay(database, few, { parser });
const early = megabytes();
const rest = await replay(database, files.slice(few.length), { parser });
const done = performance.now();
console.log(
  JSON.stringify({
    open: (opened - start) / 1000,
    replay: (done - opened) / 1000,
    faults: first.faults.length + rest.faults.length,
    memory: megabytes(),
    /** Growth per 100 files once the buffers of the engine are in use. */
    growth: files.length > few.length ? ((megabytes() - early) / (files.length - few.length)) * 100 : 0,
  }),
);
await database.close();
