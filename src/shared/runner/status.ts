import type { Match } from "./match_ledger.ts";
import { downScriptFor } from "./plan_down.ts";
import { outOfOrder } from "./plan_refusals.ts";
import type { MigrationFolder, RunnerState } from "./runner_state.ts";

/** Where a migration stands. */
export type MigrationStatus =
  | "applied"
  /** Applied, and its file says something else by now. */
  | "edited"
  /** Applied by content, under the version `applied_as`. */
  | "renamed"
  | "pending"
  /** Not applied, and it sorts before the newest applied version. */
  | "out_of_order"
  /** Not in the ledger, but some of its statements are committed. */
  | "partial"
  /** Its version is taken by a file before it. */
  | "duplicate"
  /** In the ledger, not in the folder. */
  | "no_file";

/** One line of the status. */
export interface StatusEntry {
  readonly version: string;
  readonly name: string;
  readonly status: MigrationStatus;
  readonly file?: string;
  /** Whether a script takes it back. */
  readonly down: boolean;
  /** Known for what this runner applied. ISO, UTC. */
  readonly applied_at?: string;
  readonly duration_ms?: number;
  readonly git_commit?: string;
  /** Of a renamed migration. */
  readonly applied_as?: string;
  /** Of a partial one: statements committed, of how many. */
  readonly statements_done?: number;
  readonly statements?: number;
}

/** The migrations of folder and ledger, in the order of their versions' text. */
export function statusOf(state: RunnerState, folder: MigrationFolder): readonly StatusEntry[] {
  const late = new Set(outOfOrder(folder.files, state).map(({ file }) => file));
  const seen = new Set<string>();
  return state.matches.map((match) => entryOf(match, { state, folder, late, seen }));
}

interface StatusContext {
  readonly state: RunnerState;
  readonly folder: MigrationFolder;
  readonly late: ReadonlySet<string>;
  readonly seen: Set<string>;
}

function entryOf(match: Match, { state, folder, late, seen }: StatusContext): StatusEntry {
  const file = match.kind === "no_file" ? undefined : match.file;
  const row = match.kind === "pending" ? undefined : match.row;
  const version = file?.version ?? row?.version ?? "";
  const details = state.details.get(row?.version ?? version);
  const isDuplicate = file !== undefined && seen.has(version);
  seen.add(version);
  const status = isDuplicate ? "duplicate" : statusOfMatch(match, { late, isPartial: isPartial(details) });
  const isApplied = details !== undefined && details.appliedAt !== null && row !== undefined;
  return {
    version,
    name: file?.name ?? row?.name ?? "",
    status,
    ...(file === undefined ? {} : { file: file.file }),
    down:
      downScriptFor({ version, name: file?.name ?? row?.name ?? null, statements: null }, folder) !==
      undefined,
    ...(isApplied && !isDuplicate
      ? {
          applied_at: details.appliedAt ?? "",
          duration_ms: details.durationMs,
          ...(details.gitCommit === null ? {} : { git_commit: details.gitCommit }),
        }
      : {}),
    ...(match.kind === "renamed" ? { applied_as: match.row.version } : {}),
    ...(status === "partial" && details !== undefined
      ? { statements_done: details.statementsDone, statements: details.statements }
      : {}),
  };
}

function isPartial(
  details: { readonly appliedAt: string | null; readonly statementsDone: number } | undefined,
) {
  return details !== undefined && details.appliedAt === null && details.statementsDone > 0;
}

function statusOfMatch(
  match: Match,
  { late, isPartial }: { readonly late: ReadonlySet<string>; readonly isPartial: boolean },
): MigrationStatus {
  switch (match.kind) {
    case "applied":
    case "unrecorded":
      return "applied";
    case "pending":
      if (isPartial) return "partial";
      return late.has(match.file.file) ? "out_of_order" : "pending";
    default:
      return match.kind;
  }
}
