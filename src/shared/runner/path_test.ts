import { loadSnapshot } from "../catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Database } from "../database/database.ts";
import { compareSnapshots, type ObjectDifference } from "../drift/compare_snapshots.ts";
import { SupawardenError } from "../errors.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import { runDown } from "./down.ts";
import type { MigrationFailure } from "./failure.ts";
import { readScript } from "./migration_script.ts";
import { downScriptFor, planDown } from "./plan_down.ts";
import { requireVersion } from "./plan_up.ts";
import type { RanMigration, RunOptions, RunOutcome } from "./run_options.ts";
import { type MigrationFolder, readRunnerState } from "./runner_state.ts";
import { applySteps } from "./up.ts";

/** A way from one state of the schema to another, gone on a database made for it. */
export interface PathReport {
  readonly path: "fresh" | "upgrade" | "rollback";
  readonly passed: boolean;
  /** What was run, in order, with its time. */
  readonly ran: readonly RanMigration[];
  readonly failure?: MigrationFailure;
  /** What is otherwise than it should be, in words. */
  readonly differences: readonly string[];
}

/** What the tests of a path need. */
export interface PathTest {
  readonly folder: MigrationFolder;
  readonly options: RunOptions;
  /** Makes an empty Supabase project; the caller of it closes it. */
  readonly openEmpty: () => Promise<Database>;
}

/** Applies every migration to an empty project. */
export async function testFresh(test: PathTest): Promise<PathReport> {
  const { report } = await freshSchema(test);
  return report;
}

/**
 * Applies the migrations up to a version, then the others in a run of their own: the schema must be that of one run.
 * @throws SupawardenError `usage` when no migration has the version.
 */
export async function testUpgrade(test: PathTest, from: string): Promise<PathReport> {
  const { files } = test.folder;
  const position = files.indexOf(requireVersion(from, files)) + 1;
  const fresh = await freshSchema(test);
  if (fresh.snapshot === undefined) return { ...fresh.report, path: "upgrade" };
  return onEmpty(test, async (database) => {
    const ran: RanMigration[] = [];
    for (const part of [files.slice(0, position), files.slice(position)]) {
      const outcome = await applyFiles(database, part, test);
      ran.push(...outcome.done);
      if (outcome.failure !== undefined) return failed("upgrade", ran, outcome.failure);
    }
    const differences = wordsOf(compare(fresh.snapshot, await snapshotOf(database)));
    return { path: "upgrade", passed: differences.length === 0, ran, differences };
  });
}

/**
 * Applies all migrations, takes the newest ones back that have a script for it, and applies them again. After the way
 * back the schema must be what it was before, at the end what it was after the first way up.
 * @throws SupawardenError `input` when the newest migration has no way back.
 */
export async function testRollback(test: PathTest): Promise<PathReport> {
  const { files } = test.folder;
  const first = files.findLastIndex((file) => !hasWayBack(file, test.folder)) + 1;
  if (first >= files.length) {
    const newest = files.at(-1);
    throw new SupawardenError("input", `${newest?.file} has no way back`, {
      hint: `Write down/${newest?.version}_${newest?.name}_down.sql; the migrations from the newest back are tested as far as they have one.`,
    });
  }
  return onEmpty(test, async (database) => {
    const ran: RanMigration[] = [];
    const states: CatalogSnapshot[] = [];
    const ways = [
      () => applyFiles(database, files.slice(0, first), test),
      () => applyFiles(database, files.slice(first), test),
      () => takeBack(database, files.length - first, test),
      () => applyFiles(database, files.slice(first), test),
    ];
    for (const way of ways) {
      const outcome = await way();
      ran.push(...outcome.done);
      if (outcome.failure !== undefined) return failed("rollback", ran, outcome.failure);
      states.push(await snapshotOf(database));
    }
    const [before, after, back, again] = states;
    const differences = [
      ...wordsOf(compare(before, back)).map((text) => `after the way back: ${text}`),
      ...wordsOf(compare(after, again)).map((text) => `after the second way up: ${text}`),
    ];
    return { path: "rollback", passed: differences.length === 0, ran, differences };
  });
}

function hasWayBack({ version, name }: MigrationFile, folder: MigrationFolder): boolean {
  return downScriptFor({ version, name, statements: null }, folder) !== undefined;
}

async function freshSchema(
  test: PathTest,
): Promise<{ readonly report: PathReport; readonly snapshot?: CatalogSnapshot }> {
  return onEmpty(test, async (database) => {
    const { done, failure } = await applyFiles(database, test.folder.files, test);
    if (failure !== undefined) return { report: failed("fresh", done, failure) };
    const report = { path: "fresh", passed: true, ran: done, differences: [] } as const;
    return { report, snapshot: await snapshotOf(database) };
  });
}

async function onEmpty<T>(test: PathTest, body: (database: Database) => Promise<T>): Promise<T> {
  const database = await test.openEmpty();
  try {
    return await body(database);
  } finally {
    await database.close();
  }
}

async function applyFiles(
  database: Database,
  files: readonly MigrationFile[],
  { options }: PathTest,
): Promise<RunOutcome> {
  const steps = files.map((file) => ({ script: readScript(file, options.parser), done: 0 }));
  return stopped(await applySteps(database, () => Promise.resolve(steps), options));
}

async function takeBack(database: Database, steps: number, test: PathTest): Promise<RunOutcome> {
  const { folder, options } = test;
  const state = await readRunnerState(database, folder, options.parser);
  const plan = planDown(state, { folder, choice: { kind: "steps", steps }, parser: options.parser });
  return stopped(await runDown(database, plan, options));
}

function stopped(outcome: RunOutcome): RunOutcome {
  if (outcome.interrupted === undefined) return outcome;
  throw new SupawardenError("unavailable", "the test was stopped", {
    hint: "It ran on a database of its own, which is gone.",
  });
}

function failed(
  path: PathReport["path"],
  ran: readonly RanMigration[],
  failure: MigrationFailure,
): PathReport {
  return { path, passed: false, ran, failure, differences: [] };
}

function snapshotOf(database: Database): Promise<CatalogSnapshot> {
  return loadSnapshot(database, { takenAt: "1970-01-01T00:00:00.000Z" });
}

function compare(
  before: CatalogSnapshot | undefined,
  after: CatalogSnapshot | undefined,
): readonly ObjectDifference[] {
  if (before === undefined || after === undefined) return [];
  return compareSnapshots({ snapshot: before }, { snapshot: after });
}

const CHANGES = {
  added: "is there, and should not be",
  removed: "is missing",
  changed: "is otherwise",
} as const;

function wordsOf(differences: readonly ObjectDifference[]): readonly string[] {
  return differences.map(({ ref, change, attributes }) => {
    const names =
      change === "changed" ? `: ${attributes.map(({ name }) => name.replaceAll("_", " ")).join(", ")}` : "";
    return `${ref.kind} ${ref.identity} ${CHANGES[change]}${names}`;
  });
}
