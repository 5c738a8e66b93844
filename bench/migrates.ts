import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { openSupabaseProject, type SupabaseProject } from "../test/support/supabase_cli.ts";
import { printBar } from "./bars.ts";
import type { BenchDatabases } from "./databases.ts";
import { median, printTable, ratio, seconds } from "./measure.ts";
import { generateFolder } from "./migration_folder.ts";

const run = promisify(execFile);

/** Files of the folder. */
const FILES = 300;
const RUNS = 5;
/** At most so many times what `supabase db push` needs. */
const MOST = 1.2;

/** Section `migrate`: the same folder brought to an empty database by `migrate up` and by the Supabase CLI. */
export async function measureMigrates(databases: BenchDatabases): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < RUNS; round += 1) {
    ours.push(await timed(databases, { name: `bench_up_${round}`, apply: migrateUp }));
    theirs.push(await timed(databases, { name: `bench_push_${round}`, apply: databasePush }));
  }
  const [own, push] = [median(ours), median(theirs)];
  printTable(
    [`${FILES} files`, "time"],
    [
      ["supawarden migrate up", seconds(own)],
      ["supabase db push", seconds(push)],
    ],
  );
  printBar({
    text: `migrate up of ${FILES} files: at most ${MOST}× of supabase db push`,
    measured: own / push,
    most: MOST,
    show: () => ratio(own, push),
  });
}

type Apply = (project: SupabaseProject, url: string) => Promise<void>;

/** Seconds that it takes to apply the folder to an empty database. */
async function timed(
  databases: BenchDatabases,
  { name, apply }: { readonly name: string; readonly apply: Apply },
): Promise<number> {
  const { url } = await databases.ofShape(name, { tables: 0, perSchema: 1 });
  const project = await openSupabaseProject(url);
  try {
    for (const file of generateFolder(FILES)) await project.file(file.name, file.text);
    const start = performance.now();
    await apply(project, url);
    return (performance.now() - start) / 1000;
  } finally {
    await project.close();
  }
}

async function migrateUp(project: SupabaseProject, url: string): Promise<void> {
  const words = ["migrate", "up", "--db-url", url, "--migrations", project.folder, "--yes"];
  await run(process.execPath, [resolve("bin/supawarden.js"), ...words]);
}

async function databasePush(project: SupabaseProject): Promise<void> {
  const { code, text } = await project.cli("db", "push");
  if (code !== 0) throw new Error(`supabase db push ended with ${code}: ${text}`);
}
