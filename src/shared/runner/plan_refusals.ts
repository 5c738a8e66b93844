import { groupBy } from "../catalog/lookup.ts";
import { SupawardenError } from "../errors.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import { listed } from "./listed.ts";
import type { UpChoice } from "./plan_up.ts";
import type { RunnerState } from "./runner_state.ts";

/** @throws SupawardenError `input`: two files have one version. */
export function refuseDuplicates(files: readonly MigrationFile[]): void {
  for (const [version, same] of groupBy(files, (file) => file.version)) {
    if (same.length < 2) continue;
    throw new SupawardenError(
      "input",
      `version ${version} is taken more than once: ${same.map(({ file }) => file).join(", ")}`,
      { hint: "The ledger keeps one row a version. Rename all but one of them." },
    );
  }
}

/** @throws SupawardenError `input`: rows of the ledger have no file, or one of another version. */
export function refuseStrangers({ matches }: RunnerState): void {
  const renamed = matches.flatMap((match) => (match.kind === "renamed" ? [match] : []));
  if (renamed.length > 0) {
    const pairs = renamed.map(({ file, row }) => `${file.file} was applied as version ${row.version}`);
    throw new SupawardenError("input", `migrations were renamed after they were applied: ${listed(pairs)}`, {
      hint: `Give the files their old versions back, or move the rows: supabase migration repair --status reverted ${renamed
        .map(({ row }) => row.version)
        .join(" ")}, then --status applied ${renamed.map(({ file }) => file.version).join(" ")}.`,
    });
  }
  const strangers = matches.flatMap((match) => (match.kind === "no_file" ? [match.row.version] : []));
  if (strangers.length === 0) return;
  throw new SupawardenError("input", `the ledger has versions without a file: ${listed(strangers)}`, {
    hint: `Is the checkout up to date? \`supabase migration fetch\` writes the files; \`supabase migration repair --status reverted ${strangers[0]}\` forgets one.`,
  });
}

/** @throws SupawardenError `input`: a file to be applied has the version of another migration of the ledger. */
export function refuseTaken({ matches }: RunnerState, chosen: readonly MigrationFile[]): void {
  for (const match of matches) {
    if (match.kind !== "pending" || match.taken === undefined || !chosen.includes(match.file)) continue;
    throw new SupawardenError(
      "input",
      `version ${match.file.version} of ${match.file.file} is taken in the ledger by another migration, ${match.taken.name ?? "without a name"}`,
      { hint: "Give the file a version of its own; see `supawarden migrate status`." },
    );
  }
}

/** @throws SupawardenError `input`: a file sorts before the newest applied version, and that was not asked for. */
export function refuseOutOfOrder(
  chosen: readonly MigrationFile[],
  { state, choice }: { readonly state: RunnerState; readonly choice: UpChoice },
): void {
  const late = outOfOrder(chosen, state);
  if (late.length === 0 || choice.includeAll === true) return;
  throw new SupawardenError(
    "input",
    `${listed(late.map(({ file }) => file))} would run after newer migrations: the newest applied version is ${newestVersion(state)}`,
    { hint: "Give them a newer version, or run again with --include-all, as for `supabase db push`." },
  );
}

/** Those that sort before the newest applied version, by text, as the Supabase CLI compares. */
export function outOfOrder(files: readonly MigrationFile[], state: RunnerState): readonly MigrationFile[] {
  const newest = newestVersion(state);
  return newest === undefined ? [] : files.filter(({ version }) => version < newest);
}

function newestVersion({ ledger }: RunnerState): string | undefined {
  return ledger.rows.at(-1)?.version;
}
