import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { printBar } from "./bars.ts";
import { printTable, seconds } from "./measure.ts";
import { generateFolder } from "./migration_folder.ts";

const run = promisify(execFile);

/** Files of the folder. */
const FILES = 300;
/** At most so many seconds for plan, baseline and proof together. */
const MOST = 60;

/** What the command writes as JSON, as far as it is read here. */
interface Written {
  readonly plan: { readonly new_files: readonly { readonly statements: number }[] };
  readonly parity: { readonly verdict: string; readonly counts: readonly { readonly same: number }[] };
}

/** Consolidates a folder into one proved baseline on the embedded engine, as the command does it. */
export async function measureConsolidations(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-bench-"));
  try {
    for (const file of generateFolder(FILES)) await writeFile(join(folder, file.name), file.text);
    // It prepares the cache of shadow databases, and builds the command.
    await command(["manifest", folder, "--output", join(folder, "manifest.json")]);
    const start = performance.now();
    const stdout = await command([
      "consolidate",
      "write",
      folder,
      "--out",
      join(folder, "out"),
      "--decisions",
      join(folder, "decisions.json"),
      "--yes",
      "--format",
      "json",
    ]);
    const taken = (performance.now() - start) / 1000;
    const { plan, parity } = JSON.parse(stdout) as Written;
    const compared = parity.counts.reduce((sum, { same }) => sum + same, 0);
    printTable(
      ["", "time", "statements written", "proof", "things compared"],
      [
        [
          `consolidate write, ${FILES} files`,
          seconds(taken),
          String(plan.new_files.reduce((sum, { statements }) => sum + statements, 0)),
          parity.verdict,
          String(compared),
        ],
      ],
    );
    printBar({
      text: `consolidating ${FILES} migrations, with proof: at most ${MOST} s`,
      measured: taken,
      most: MOST,
      show: seconds,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function command(words: readonly string[]): Promise<string> {
  const options = { maxBuffer: 1024 ** 3, env: { ...process.env, CI: "1" } };
  const { stdout } = await run(process.execPath, ["bin/supawarden.js", ...words, "--quiet"], options);
  return stdout;
}
