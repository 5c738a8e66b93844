import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { printBar } from "./bars.ts";
import type { BenchDatabases } from "./databases.ts";
import { medians, megabytes, printTable, ratio, seconds } from "./measure.ts";
import { generateFolder } from "./migration_folder.ts";
import { measureProcess } from "./processes.ts";

const run = promisify(execFile);

/** Files of the folder. */
const FILES = 300;
const RUNS = 3;
/** At most so many times what psql needs. */
const MOST = 2;

/** What a replay took, seconds and megabytes. */
interface Replayed {
  readonly open: number;
  readonly replay: number;
  readonly faults: number;
  readonly memory: number;
  readonly growth: number;
}

/**
 * Replays a folder on the embedded shadow, from its cache, and by psql on the server: one process there too, each file
 * in a transaction of its own.
 */
export async function measureReplays(databases: BenchDatabases): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-bench-"));
  try {
    const files = generateFolder(FILES);
    for (const file of files) await writeFile(join(folder, file.name), file.text);
    // The first one prepares the cache.
    await measureProcess<Replayed>("replay_once.ts", [folder]);
    const ours: Replayed[] = [];
    const theirs: { readonly seconds: number }[] = [];
    for (let index = 0; index < RUNS; index++) {
      ours.push(await measureProcess<Replayed>("replay_once.ts", [folder]));
      const { url } = await databases.ofShape(`bench_replay_${index}`, { tables: 0, perSchema: 1 });
      theirs.push({ seconds: await psqlSeconds(url, { folder, names: files.map((file) => file.name) }) });
    }
    const replayed = medians(ours);
    const psql = medians(theirs);
    printTable(
      ["", "open", "replay", "memory", "growth per 100 files", "faults"],
      [
        [
          "supawarden, embedded",
          seconds(replayed.open),
          seconds(replayed.replay),
          megabytes(replayed.memory),
          megabytes(replayed.growth),
          String(replayed.faults),
        ],
        ["psql, server", "", seconds(psql.seconds), "", "", "0"],
      ],
    );
    printBar({
      text: `replay of ${FILES} files, opening included: at most ${MOST}× of psql (${seconds(psql.seconds)})`,
      measured: replayed.open + replayed.replay,
      most: MOST * psql.seconds,
      show: (value) => `${seconds(value)}, ${ratio(value, psql.seconds)}`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function psqlSeconds(
  url: string,
  { folder, names }: { readonly folder: string; readonly names: readonly string[] },
): Promise<number> {
  const script = join(folder, "all");
  await writeFile(script, names.map((name) => `begin;\n\\i ${join(folder, name)}\ncommit;\n`).join(""));
  const start = performance.now();
  await run("psql", ["-X", "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", script, url], {
    maxBuffer: 1024 ** 3,
  });
  return (performance.now() - start) / 1000;
}
