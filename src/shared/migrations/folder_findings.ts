import { completeVerdict } from "../audit/judge.ts";
import { recordRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Config } from "../config.ts";
import { compareFindings, type Finding } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { findRule } from "../rules/mod.ts";
import { type Discovery, versionOf } from "./discover.ts";

/** What the findings of a folder depend on beside the folder. */
export interface FolderOptions {
  readonly config: Config;
  /** A file's path as reports print it: relative to the repository. */
  readonly place: (file: string) => string;
}

/**
 * Findings that only the folder can show, since the ledger of a database replayed from it lacks them: a version that
 * two files claim (the ledger holds one row a version), and SQL files whose name makes the Supabase CLI skip them.
 */
export function folderFindings(discovery: Discovery, options: FolderOptions): readonly Finding[] {
  return [
    ...completed("migration_version_duplicate", duplicateVersions(discovery, options), options),
    ...completed("migration_name_invalid", invalidNames(discovery, options), options),
  ].sort(compareFindings);
}

function duplicateVersions(
  discovery: Discovery,
  { place }: Pick<FolderOptions, "place">,
): readonly Verdict[] {
  // A down file is not replayed here, but the CLI takes it for one more migration of its version.
  const down = discovery.skipped.filter((entry) => entry.reason === "down").map((entry) => entry.file);
  const byVersion = groupBy([...discovery.files.map((file) => file.file), ...down], versionOf);
  return [...byVersion].flatMap(([version, claimants]): Verdict[] => {
    const [first, second] = claimants;
    if (version === undefined || first === undefined || second === undefined) return [];
    const paths = claimants.map(place);
    return [
      {
        object: recordRef("migration", version),
        message: `Version ${version} is claimed by ${claimants.length} files (${paths.join(", ")}): the ledger can record one of them, so the others fail or are taken for applied.`,
        evidence: { version, files: paths },
        remediation: {
          safety: "review",
          note: "Give each file a version of its own, in the order in which they ran, and record the new versions in the ledger by `supabase migration repair --status applied`.",
        },
        location: { file: place(second), line: 1 },
      },
    ];
  });
}

function invalidNames(discovery: Discovery, { place }: Pick<FolderOptions, "place">): readonly Verdict[] {
  return discovery.skipped
    .filter((entry) => entry.reason === "name" && entry.file.toLowerCase().endsWith(".sql"))
    .map(({ file }): Verdict => {
      const name = file.slice(file.lastIndexOf("/") + 1);
      return {
        object: recordRef("migration", name),
        message: `File ${name} is not named <version>_<name>.sql: the Supabase CLI skips it with a warning, and what it makes is missing in every new database.`,
        evidence: { file: place(file) },
        remediation: {
          safety: "review",
          note: "Rename it to <14 digits>_<name>.sql if it should run; move it out of the folder if it should not.",
        },
        location: { file: place(file), line: 1 },
      };
    });
}

/** Findings of verdicts in the words of the rule; none where the rule is switched off. */
function completed(
  ruleId: string,
  verdicts: readonly Verdict[],
  { config }: Pick<FolderOptions, "config">,
): readonly Finding[] {
  const rule = findRule(ruleId);
  if (rule === undefined || config.rules?.[ruleId]?.enabled === false) return [];
  return verdicts.map((verdict) => completeVerdict(rule, verdict, config));
}
