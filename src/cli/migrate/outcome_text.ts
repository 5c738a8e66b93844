import { terminalBlock, terminalLine } from "../../shared/report/terminal_text.ts";
import type { Paint } from "../../shared/report/text.ts";
import type { MigrationFailure } from "../../shared/runner/failure.ts";
import type { RunOutcome } from "../../shared/runner/run_options.ts";
import { countOf } from "./plan_text.ts";

/** How a run ended, for stdout. */
export function outcomeText(outcome: RunOutcome, verb: "applied" | "taken back"): string {
  const { done, left } = outcome;
  const lines = done.map(
    ({ file, duration_ms }) => `${verb} ${terminalLine(file)} in ${durationText(duration_ms)}`,
  );
  const sum = done.reduce((total, { duration_ms }) => total + duration_ms, 0);
  const isWhole = outcome.failure === undefined && outcome.interrupted === undefined;
  const end = isWhole ? `in ${durationText(sum)}` : `${left.length} not`;
  return `${[...lines, `${countOf(done.length, "migration")} ${verb}, ${end}`].join("\n")}\n`;
}

/** Why a run stopped, for stderr: where, what Postgres said, what to do, what state the database is in. */
export function failureText(failure: MigrationFailure, paint: Paint): string {
  const place =
    failure.line === undefined ? failure.file : `${failure.file}:${failure.line}:${failure.column ?? 1}`;
  const code = failure.sqlstate === undefined ? "" : ` (SQLSTATE ${failure.sqlstate})`;
  const where = {
    statement: `statement ${failure.statement}`,
    start: "before its first statement",
    ledger: "at its row in the ledger",
    commit: "at its commit",
  }[failure.at];
  return [
    `${paint("error", "failed")} ${paint("name", terminalLine(place))} ${where}`,
    `${terminalBlock(failure.message)}${code}`,
    ...(failure.frame === undefined ? [] : [terminalBlock(failure.frame)]),
    ...labelled("detail", failure.detail),
    ...labelled("context", failure.context),
    ...labelled("hint", failure.hint),
    ...labelled("state", failure.state),
  ].join("\n");
}

function labelled(label: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const [first = "", ...more] = terminalBlock(text).split("\n");
  const indent = " ".repeat("context".length + 2);
  return [`${`${label}:`.padEnd(indent.length)}${first}`, ...more.map((line) => `${indent}${line}`)];
}

/** Milliseconds as a person reads them. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
