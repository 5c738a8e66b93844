import { groupBy } from "../catalog/lookup.ts";
import { SupawardenError } from "../errors.ts";
import { sha256Hex } from "../findings/fingerprint.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import { nearest } from "../nearest.ts";
import type { SqlParser } from "../sql/parser.ts";
import { listed } from "./listed.ts";
import { type MigrationScript, readScript } from "./migration_script.ts";
import { refuseDuplicates, refuseOutOfOrder, refuseStrangers, refuseTaken } from "./plan_refusals.ts";
import type { MigrationFolder, RunnerState } from "./runner_state.ts";

/** What a plan is made from beside the state. */
export interface UpRequest {
  readonly folder: MigrationFolder;
  readonly choice: UpChoice;
  readonly parser: SqlParser;
  /** Scripts that have been read already, by file. */
  readonly read?: ReadonlyMap<string, MigrationScript>;
}

/** What `up` is to do. */
export interface UpChoice {
  /** Last version to apply. */
  readonly to?: string;
  /** How many migrations to apply. */
  readonly steps?: number;
  /** Also those that sort before the newest applied one. */
  readonly includeAll?: boolean;
}

/** A migration to be applied. */
export interface UpStep {
  readonly script: MigrationScript;
  /** Statements that an earlier run has committed already. */
  readonly done: number;
}

/** What `up` would do. */
export interface UpPlan {
  readonly steps: readonly UpStep[];
  /** Versions in the ledger before. */
  readonly applied: number;
  readonly warnings: readonly string[];
}

/**
 * Plans which migrations are applied, in order. Refuses what the Supabase CLI refuses: rows without a file, and files
 * that sort before the newest applied version unless they are asked for; and what it only stumbles over: two files of
 * one version.
 * @throws SupawardenError `usage` for a version that does not exist, `input` for a folder that does not fit the ledger.
 */
export function planUp(state: RunnerState, { folder, choice, parser, read }: UpRequest): UpPlan {
  refuseDuplicates(folder.files);
  refuseStrangers(state);
  const pending = state.matches.flatMap((match) => (match.kind === "pending" ? [match.file] : []));
  const wanted = new Set(pending.map(({ file }) => file));
  // In the order of the folder, which is not always that of the versions' text: `20250119_b` after `20250119000001_a`.
  const ordered = folder.files.filter(({ file }) => wanted.has(file));
  const chosen = choose(ordered, { folder, choice });
  refuseOutOfOrder(chosen, { state, choice });
  refuseTaken(state, chosen);
  const steps: UpStep[] = [];
  for (const file of chosen) {
    steps.push(stepFor(read?.get(file.file) ?? readScript(file, parser), state));
  }
  return { steps, applied: state.ledger.rows.length, warnings: warningsOf(state, folder) };
}

function choose(
  pending: readonly MigrationFile[],
  { folder, choice }: { readonly folder: MigrationFolder; readonly choice: UpChoice },
): readonly MigrationFile[] {
  if (choice.to !== undefined) {
    const last = requireVersion(choice.to, folder.files);
    const position = folder.files.indexOf(last);
    return pending.filter((file) => folder.files.indexOf(file) <= position);
  }
  return choice.steps === undefined ? pending : pending.slice(0, choice.steps);
}

/** The file of a version. Throws SupawardenError `usage` where there is none. */
export function requireVersion(version: string, files: readonly MigrationFile[]): MigrationFile {
  const found = files.find((file) => file.version === version);
  if (found !== undefined) return found;
  const close = nearest(
    version,
    files.map((file) => file.version),
  );
  throw new SupawardenError("usage", `no migration has version "${version}"`, {
    hint: close === undefined ? "See `supawarden migrate status`." : `Did you mean ${close}?`,
  });
}

function stepFor(script: MigrationScript, state: RunnerState): UpStep {
  const kept = state.details.get(script.version);
  if (kept === undefined || kept.appliedAt !== null || kept.statementsDone === 0) return { script, done: 0 };
  const done = kept.statementsDone;
  const same =
    script.piecemeal !== undefined &&
    done <= script.statements.length &&
    doneChecksum(script, done) === kept.doneChecksum;
  if (same) return { script, done };
  throw new SupawardenError(
    "input",
    `${script.file} was applied in part, and the first ${done} statements, which are committed, have been changed since`,
    {
      hint: `Put them back as they were, or finish by hand and record it: supabase migration repair --status applied ${script.version}. To start over: delete from supawarden.migration_details where version = '${script.version}';`,
    },
  );
}

/** SHA-256 over the first statements of a script, as they are written. */
export function doneChecksum(script: MigrationScript, done: number): string {
  let checksum = "";
  for (const { text } of script.statements.slice(0, done)) checksum = nextChecksum(checksum, text);
  return checksum;
}

/** Carries a checksum of statements on by one. */
export function nextChecksum(before: string, statement: string): string {
  return sha256Hex(`${before}\n${statement}`);
}

function warningsOf({ matches, ledger }: RunnerState, folder: MigrationFolder): readonly string[] {
  const edited = matches.flatMap((match) => (match.kind === "edited" ? [match.file.file] : []));
  const twice = [...groupBy(ledger.rows, ({ version }) => version)].filter(([, rows]) => rows.length > 1);
  return [
    ...folder.warnings,
    ...(edited.length === 0
      ? []
      : [`edited after they were applied, the database has the old text: ${listed(edited)}`]),
    ...twice.map(
      ([version]) => `the ledger has version ${version} more than once: it has lost its primary key`,
    ),
  ];
}
