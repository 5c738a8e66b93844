import { SupawardenError } from "../../shared/errors.ts";
import { renderJson } from "../../shared/report/json.ts";
import {
  type PathReport,
  type PathTest,
  testFresh,
  testRollback,
  testUpgrade,
} from "../../shared/runner/path_test.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { writeResult } from "../output.ts";
import { createPaint, wantsColor } from "../terminal.ts";
import type { MigrateFlags, VerifyLedgerFlags } from "./flags.ts";
import { durationText, failureText } from "./outcome_text.ts";
import { countOf } from "./plan_text.ts";
import { readMigrationFolder } from "./read_folder.ts";
import { openEmptyProject } from "./shadow_trial.ts";
import { type Cell, table } from "./table.ts";
import { createTeller } from "./tell_events.ts";

/** Tests the way of the migrations on databases of their own. Returns the exit code. */
export async function testPaths(flags: VerifyLedgerFlags): Promise<number> {
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
