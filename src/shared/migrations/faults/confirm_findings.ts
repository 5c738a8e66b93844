import type { Finding } from "../../findings/finding.ts";
import type { ExplainedFault } from "./explained.ts";
import { faultLocation } from "./fault_texts.ts";
import type { FolderReplay } from "./replay_chain.ts";

/** Findings of what was read, with what a replay saw at their statement. */
export function confirmFindings(
  findings: readonly Finding[],
  replays: readonly FolderReplay[],
): readonly Finding[] {
  const byPlace = new Map<string, ExplainedFault>();
  for (const explained of replays.flatMap(({ faults }) => faults)) {
    const { file, line, column } = faultLocation(explained);
    byPlace.set(placeKey(file, line, column), explained);
  }
  return findings.map((finding) => {
    const { location, evidence } = finding;
    // A finding of the replay itself says what it saw.
    if (location === undefined || "replay" in evidence || "sqlstate" in evidence) return finding;
    const found = byPlace.get(placeKey(location.file, location.line, location.column));
    return found === undefined ? finding : { ...finding, evidence: { ...evidence, replay: seen(found) } };
  });
}

function placeKey(file: string, line: number, column: number | undefined): string {
  return `${file}\0${line}\0${column ?? ""}`;
}

function seen({ fault, retried, curedBy }: ExplainedFault) {
  return {
    sqlstate: fault.sqlstate,
    error: fault.message,
    line: fault.line,
    ...(retried === undefined ? {} : { passes_after_all_files: retried.passes === "alone" }),
    ...(curedBy === undefined ? {} : { cured_by: { ...curedBy } }),
  };
}
