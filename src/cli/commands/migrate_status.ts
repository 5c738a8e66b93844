import { SupawardenError } from "../../shared/errors.ts";
import { renderJson } from "../../shared/report/json.ts";
import type { TextStyle } from "../../shared/report/text.ts";
import {
  type PathReport,
  type PathTest,
  testFresh,
  testRollback,
  testUpgrade,
} from "../../shared/runner/path_test.ts";
import type { MigrationFolder } from "../../shared/runner/runner_state.ts";
import { readRunnerState } from "../../shared/runner/runner_state.ts";
import { type MigrationStatus, type StatusEntry, statusOf } from "../../shared/runner/status.ts";
import { type LedgerVerdict, verifyStatus } from "../../shared/runner/verify_ledger.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import type { MigrateFlags, VerifyLedgerFlags } from "../migrate/flags.ts";
import { durationText, failureText } from "../migrate/outcome_text.ts";
import { countOf } from "../migrate/plan_text.ts";
import { readMigrationFolder } from "../migrate/read_folder.ts";
import { openEmptyProject } from "../migrate/shadow_trial.ts";
import { type Cell, table } from "../migrate/table.ts";
import { withTarget } from "../migrate/target.ts";
import { createTeller } from "../migrate/tell_events.ts";
import { writeResult } from "../output.ts";
import { createPaint, say, wantsColor } from "../terminal.ts";

/** Prints where every migration stands. Returns the exit code. */
export async function runMigrateStatus(flags: MigrateFlags): Promise<number> {
  const { entries, folder, label } = await readStatus(flags);
  if (flags.quiet !== true) for (const warning of folder.warnings) say(`warning: ${warning}`);
  const json = { version: 1, command: "status", database: label, migrations: entries };
  await writeResult(flags.format === "json" ? renderJson(json) : statusText(entries, flags), flags.output);
  return 0;
}

/** Judges whether folder and ledger agree, or tests the way of the migrations. Returns the exit code. */
export async function runMigrateVerify(flags: VerifyLedgerFlags): Promise<number> {
  const isPathTest = flags.fresh === true || flags.upgradeFrom !== undefined || flags.rollback === true;
  if (isPathTest) return verifyPaths(flags);
  const { entries, folder, label } = await readStatus(flags);
  if (flags.quiet !== true) for (const warning of folder.warnings) say(`warning: ${warning}`);
  const verdict = verifyStatus(entries, { allowPending: flags.allowPending === true });
  const json = { version: 1, command: "verify", database: label, ...verdict };
  await writeResult(flags.format === "json" ? renderJson(json) : verdictText(verdict, flags), flags.output);
  return verdict.agrees ? 0 : 1;
}

async function readStatus(flags: MigrateFlags): Promise<{
  readonly entries: readonly StatusEntry[];
  readonly folder: MigrationFolder;
  readonly label: string;
}> {
  const folder = await readMigrationFolder(flags.migrations);
  const parser = await loadSqlParser();
  return withTarget({ dbUrl: flags.dbUrl, changes: false }, async ({ database }) => {
    const state = await readRunnerState(database, folder, parser);
    return { entries: statusOf(state, folder), folder, label: database.label };
  });
}

const STYLES: Readonly<Record<MigrationStatus, TextStyle>> = {
  applied: "good",
  pending: "info",
  edited: "error",
  renamed: "error",
  out_of_order: "warn",
  partial: "error",
  duplicate: "error",
  no_file: "error",
};

function statusText(entries: readonly StatusEntry[], flags: MigrateFlags): string {
  const paint = createPaint(wantsColor(flags.color, flags.output === undefined ? process.stdout : {}));
  const rows = entries.map((entry): Cell[] => [
    { text: entry.version, style: "name" },
    { text: statusWords(entry), style: STYLES[entry.status] },
    { text: entry.applied_at?.replace("T", " ").replace(/\.\d+Z$/, "") ?? "" },
    { text: entry.duration_ms === undefined ? "" : durationText(entry.duration_ms) },
    { text: entry.git_commit?.slice(0, 9) ?? "" },
    { text: entry.down ? "yes" : "no" },
    { text: entry.name },
  ]);
  const head = ["VERSION", "STATUS", "APPLIED (UTC)", "DURATION", "COMMIT", "DOWN", "NAME"];
  const counts = new Map<MigrationStatus, number>();
  for (const { status } of entries) counts.set(status, (counts.get(status) ?? 0) + 1);
  const sums = [...counts].map(([status, count]) => `${count} ${status.replaceAll("_", " ")}`);
  return `${table(head, rows, paint)}\n\n${countOf(entries.length, "migration")}: ${sums.join(", ")}\n`;
}

function statusWords(entry: StatusEntry): string {
  const words = entry.status.replaceAll("_", " ");
  if (entry.status === "renamed") return `${words}, applied as ${entry.applied_as}`;
  return entry.status === "partial" ? `${words}, ${entry.statements_done} of ${entry.statements}` : words;
}

function verdictText(verdict: LedgerVerdict, flags: MigrateFlags): string {
  const paint = createPaint(wantsColor(flags.color, flags.output === undefined ? process.stdout : {}));
  const width = Math.max(0, ...verdict.problems.map(({ kind }) => kind.length));
  const lines = verdict.problems.map(
    ({ kind, message }) => `${paint("error", kind.replaceAll("_", " ").padEnd(width))}  ${message}`,
  );
  const pending = verdict.pending > 0 ? `, ${verdict.pending} pending` : "";
  const last = verdict.agrees
    ? paint("good", `folder and ledger agree: ${countOf(verdict.applied, "migration")} applied${pending}`)
    : paint("strong", `${countOf(verdict.problems.length, "problem")}, ${verdict.applied} agree${pending}`);
  return `${[...lines, last].join("\n")}\n`;
}

async function verifyPaths(flags: VerifyLedgerFlags): Promise<number> {
  if (flags.dbUrl !== undefined) {
    throw new SupawardenError("usage", "--db-url does not go with --fresh, --upgrade-from and --rollback", {
      hint: "They work on databases of their own, made from the folder.",
    });
  }
  const teller = createTeller(flags.quiet === true);
  const test: PathTest = {
    folder: await readMigrationFolder(flags.migrations),
    openEmpty: () => openEmptyProject("test database"),
    options: {
      parser: await loadSqlParser(),
      settings: { lockTimeoutMs: 0, retries: 0 },
      lockWaitMs: 0,
      detailsSql: null,
      stopwatch: () => performance.now(),
      onEvent: teller.onEvent,
    },
  };
  const reports: PathReport[] = [];
  try {
    if (flags.fresh === true) reports.push(await testFresh(test));
    if (flags.upgradeFrom !== undefined) reports.push(await testUpgrade(test, flags.upgradeFrom));
    if (flags.rollback === true) reports.push(await testRollback(test));
  } finally {
    teller.clear();
  }
  const json = { version: 1, command: "verify", tests: reports };
  await writeResult(
    flags.format === "json" ? renderJson(json) : reports.map((report) => pathText(report, flags)).join("\n"),
    flags.output,
  );
  return reports.every(({ passed }) => passed) ? 0 : 1;
}

function pathText(report: PathReport, flags: MigrateFlags): string {
  const paint = createPaint(wantsColor(flags.color, flags.output === undefined ? process.stdout : {}));
  const rows = report.ran.map(({ file, duration_ms }): Cell[] => [
    { text: durationText(duration_ms) },
    { text: file, style: "name" },
  ]);
  const sum = report.ran.reduce((total, { duration_ms }) => total + duration_ms, 0);
  const word = report.passed ? paint("good", "passed") : paint("error", "failed");
  return `${[
    `${paint("strong", report.path)} ${word}: ${countOf(report.ran.length, "script")} in ${durationText(sum)}`,
    ...(rows.length === 0 ? [] : [table(["TIME", "FILE"], rows, paint)]),
    ...report.differences,
    ...(report.failure === undefined ? [] : [failureText(report.failure, paint)]),
  ].join("\n")}\n`;
}
