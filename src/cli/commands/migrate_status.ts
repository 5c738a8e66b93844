import { renderJson } from "../../shared/report/json.ts";
import type { TextStyle } from "../../shared/report/text.ts";
import type { MigrationFolder } from "../../shared/runner/runner_state.ts";
import { readRunnerState } from "../../shared/runner/runner_state.ts";
import { type MigrationStatus, type StatusEntry, statusOf } from "../../shared/runner/status.ts";
import { type LedgerVerdict, verifyStatus } from "../../shared/runner/verify_ledger.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import type { MigrateFlags, VerifyLedgerFlags } from "../migrate/flags.ts";
import { durationText } from "../migrate/outcome_text.ts";
import { countOf } from "../migrate/plan_text.ts";
import { readMigrationFolder } from "../migrate/read_folder.ts";
import { type Cell, table } from "../migrate/table.ts";
import { withTarget } from "../migrate/target.ts";
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
  if (isPathTest) {
    // Loads the embedded database, which nothing else here needs.
    const { testPaths } = await import("../migrate/test_paths.ts");
    return testPaths(flags);
  }
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
