import type { LedgerEntry } from "../catalog/ledger.ts";
import { SupawardenError } from "../errors.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import type { SqlParser } from "../sql/parser.ts";
import { listed } from "./listed.ts";
import { type MigrationScript, readScript } from "./migration_script.ts";
import type { MigrationFolder, RunnerState } from "./runner_state.ts";

/** How far `down` goes back. */
export type DownChoice =
  | { readonly kind: "steps"; readonly steps: number }
  /** This version stays, everything newer goes. */
  | { readonly kind: "to"; readonly version: string }
  | { readonly kind: "all" };

/** A migration to be taken back by its own script. */
export interface DownStep {
  readonly version: string;
  /** The script; `version` and `name` are the migration's. */
  readonly script: MigrationScript;
}

/** What `down` would do, newest first. */
export interface DownPlan {
  readonly steps: readonly DownStep[];
  readonly applied: number;
}

/**
 * Plans which migrations are taken back, newest first.
 * @throws SupawardenError `usage` for a version that is not applied, `input` where a migration has no way back: then
 * nothing is taken back at all.
 */
export function planDown(
  { ledger }: Pick<RunnerState, "ledger">,
  {
    folder,
    choice,
    parser,
  }: { readonly folder: MigrationFolder; readonly choice: DownChoice; readonly parser: SqlParser },
): DownPlan {
  const newestFirst = [...ledger.rows].reverse();
  const rows = choose(newestFirst, choice);
  const missing = rows.filter((row) => downScriptFor(row, folder) === undefined);
  if (missing.length > 0) {
    const [first] = missing;
    const name = nameOf(first, folder);
    throw new SupawardenError(
      "input",
      `no way back for ${listed(missing.map((row) => `${row.version}_${nameOf(row, folder)}`))}`,
      {
        hint: `Nothing was run. Write down/${first?.version}_${name}_down.sql beside the migrations, or go back less far.`,
      },
    );
  }
  const steps = rows.flatMap((row): DownStep[] => {
    const file = downScriptFor(row, folder);
    return file === undefined ? [] : [{ version: row.version, script: readScript(file, parser) }];
  });
  return { steps, applied: ledger.rows.length };
}

/** The way back of a ledger row: same version and name. */
export function downScriptFor(row: LedgerEntry, folder: MigrationFolder): MigrationFile | undefined {
  const name = nameOf(row, folder);
  return folder.downScripts.find((script) => script.version === row.version && script.name === name);
}

/** Old rows have no name; then the file of that version lends its own. */
function nameOf(row: LedgerEntry | undefined, folder: MigrationFolder): string {
  if (row === undefined) return "";
  const file = folder.files.find(({ version }) => version === row.version);
  return file?.name ?? row.name ?? "";
}

function choose(newestFirst: readonly LedgerEntry[], choice: DownChoice): readonly LedgerEntry[] {
  if (choice.kind === "all") return newestFirst;
  if (choice.kind === "steps") return newestFirst.slice(0, choice.steps);
  const position = newestFirst.findIndex(({ version }) => version === choice.version);
  if (position < 0) {
    throw new SupawardenError("usage", `version "${choice.version}" is not applied`, {
      hint: "--to names the applied version that stays; see `supawarden migrate status`.",
    });
  }
  return newestFirst.slice(0, position);
}
