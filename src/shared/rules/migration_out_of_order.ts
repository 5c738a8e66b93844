import { recordRef } from "../catalog/identity.ts";
import { type MisplacedVersion, misplacedVersions } from "../ledger/versions.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds versions whose place by text is not their place by number. */
export const migrationOutOfOrder: Rule = {
  id: "migration_out_of_order",
  title: "Migration version sorts out of order",
  summary:
    "Looks for applied versions whose order as text, which the Supabase CLI uses, differs from their order as numbers, and for versions that begin another version.",
  severity: "warn",
  category: "ledger",
  rationale:
    "The CLI sorts versions as text: 10 comes before 9, and 999999 after 20250119. A folder with versions of mixed length runs on a new database in another order than its authors meant, and in another one than it ran here, so that tables are altered before they exist. A version that is the beginning of another one (20250119 and 20250119000001) is worse: the folder's files and the ledger's rows sort it on different sides, and the CLI, which walks both lists side by side, takes applied files for missing.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: [{ family: "ledger" }],
  limits:
    "The ledger keeps no time of application, so a migration that ran later than its version says cannot be told from it. Of the versions that disagree, the fewest are named without which the rest is in order.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const names = new Map(input.snapshot.ledger.map((entry) => [entry.version, entry.name]));
    for (const misplaced of misplacedVersions([...names.keys()])) {
      const { version, against, kind } = misplaced;
      yield {
        object: recordRef("migration", version),
        message: message(misplaced),
        evidence: {
          kind,
          against,
          name: names.get(version) ?? null,
          digits: version.length,
          against_digits: against.length,
        },
        remediation: {
          safety: "review",
          note: `Give the file a version of 14 digits, like the stamps that supabase migration new makes, that stands where the migration belongs, and record it under that version: supabase migration repair --status reverted ${version}, then supabase migration repair --status applied <new version>. Reset a local database afterwards to see that the folder still runs from the start.`,
        },
      };
    }
  },
};

function message({ version, against, kind }: MisplacedVersion): string {
  if (kind === "prefix") {
    return `Version ${version} is the beginning of ${against}: its row sorts before that one, its file after.`;
  }
  const first = version < against ? version : against;
  const last = version < against ? against : version;
  return `Version ${version} is out of order: as text, as the CLI sorts, ${first} comes before ${last}, as number after it.`;
}
