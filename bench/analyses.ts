import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { printBar } from "./bars.ts";
import { median, megabytes, printTable, ratio, seconds } from "./measure.ts";
import { generateFolder } from "./migration_folder.ts";
import { measureProcess } from "./processes.ts";

const run = promisify(execFile);

const FILES = 500;
const BYTES = 5_000_000;
const RUNS = 5;
/** The static reading takes at most this part of squawk's time, and so many megabytes. */
const MOST = 1;
const MOST_MEMORY = 300;

/** Section `analyze`: a folder of 500 files and 5 MB beside squawk, both as a user calls them. */
export async function measureAnalyses(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-bench-"));
  try {
    const bytes = await writeFolder(folder);
    const names = (await readdir(folder)).map((name) => join(folder, name));
    const squawk = squawkCommand();
    // The first run builds the command line where a source is newer.
    await command(process.execPath, ["bin/supawarden.js", "--version"]);
    const ours: number[] = [];
    const theirs: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < RUNS; round++) {
      ours.push(await command(process.execPath, ["bin/supawarden.js", "analyze", folder]));
      if (squawk !== undefined) theirs.push(await command(squawk, names));
      memory.push((await measureProcess<{ readonly peak_mb: number }>("analyze_once.ts", [folder])).peak_mb);
    }
    const [own, peak] = [median(ours), median(memory)];
    printTable(
      [`${FILES} files, ${(bytes / 1e6).toFixed(1)} MB`, "time", "peak", "of squawk's time"],
      [
        [
          "supawarden analyze",
          seconds(own),
          megabytes(peak),
          theirs.length === 0 ? "" : ratio(own, median(theirs)),
        ],
        ...(theirs.length === 0 ? [] : [["squawk", seconds(median(theirs)), "", ""]]),
      ],
    );
    if (theirs.length === 0) console.log("squawk: not run, squawk-cli is not installed\n");
    else {
      printBar({
        text: `analyze of ${FILES} files: at most ${MOST.toFixed(1)}× of squawk`,
        measured: own / median(theirs),
        most: MOST,
        show: (value) => `${value.toFixed(2)}×`,
      });
    }
    printBar({ text: "analyze: peak memory", measured: peak, most: MOST_MEMORY, show: megabytes });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Neighbours among many small files make one of the size that is asked for. */
async function writeFolder(folder: string): Promise<number> {
  const sample = generateFolder(300);
  const average = sample.reduce((sum, { text }) => sum + text.length, 0) / sample.length;
  const each = Math.round(BYTES / FILES / average);
  const small = generateFolder(FILES * each);
  let bytes = 0;
  for (let index = 0; index < FILES; index++) {
    const parts = small.slice(index * each, (index + 1) * each);
    const text = parts.map((part) => part.text).join("\n");
    bytes += Buffer.byteLength(text);
    await writeFile(join(folder, parts[0]?.name ?? `${index}.sql`), text);
  }
  return bytes;
}

function squawkCommand(): string | undefined {
  const installed = join("node_modules", ".bin", "squawk");
  return existsSync(installed) ? installed : process.env.SQUAWK;
}

/** Seconds of one command; both end with 1 where they find something. */
async function command(file: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(file, args, { maxBuffer: 1024 ** 3 }).catch((error: { code?: unknown }) => {
    if (error.code !== 1) throw error;
  });
  return (performance.now() - start) / 1000;
}
