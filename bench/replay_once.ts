import { cacheDirectory, cacheFolder } from "../src/cli/cache_directory.ts";
import { optimiseLate } from "../src/cli/late_optimising.ts";
import { readMigrations } from "../src/cli/migration_files.ts";
import { namedExtensions } from "../src/cli/named_extensions.ts";
import { DEFAULT_MAJOR } from "../src/shared/database/engine.ts";
import { openShadow, replay } from "../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../src/shared/sql/parser.ts";

// Replays a folder once as the CLI does, in a process of its own: node replay_once.mjs FOLDER

optimiseLate();
const megabytes = () => process.memoryUsage.rss() / 1e6;

const { files } = await readMigrations(process.argv[2] ?? "");
const start = performance.now();
const [database, parser] = await Promise.all([
  namedExtensions(
    files.map(({ text }) => text),
    DEFAULT_MAJOR,
  ).then((extensions) =>
    openShadow({
      cache: cacheDirectory(cacheFolder()),
      ...(extensions === undefined ? {} : { extensions }),
    }),
  ),
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
