import { recordRef } from "../catalog/identity.ts";
import type { Pending } from "../ledger/reconcile.ts";
import { compareVersionsAsText, type MisplacedVersion, misplacedVersions } from "../ledger/versions.ts";
import { compareLedgerIfPossible, LEDGER_AND_PERHAPS_MANIFEST, mayHideRows } from "./ledger_comparison.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds versions whose place by text is not their place by number. */
export const migrationOutOfOrder: Rule = {
  id: "migration_out_of_order",
  title: "Migration version sorts out of order",
  summary:
    "Looks for applied versions whose order as text, which the Supabase CLI uses, differs from their order as numbers, for versions that begin another version and, with a manifest, for files that are not applied though later ones are.",
  severity: "warn",
  category: "ledger",
  rationale:
    "The CLI sorts versions as text: 10 comes before 9, and 999999 after 20250119. A folder with versions of mixed length runs on a new database in another order than its authors meant, and in another one than it ran here, so that tables are altered before they exist. A version that is the beginning of another one (20250119 and 20250119000001) is worse: the folder's files and the ledger's rows sort it on different sides, and the CLI, which walks both lists side by side, takes applied files for missing. A file that was merged late, with a version older than what is applied already, makes `supabase db push` stop.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: LEDGER_AND_PERHAPS_MANIFEST,
  limits:
    "The ledger keeps no time of application, so a migration that ran later than its version says cannot be told from it once it has run. Of the versions that disagree, the fewest are named without which the rest is in order.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const names = new Map(input.snapshot.ledger.map((entry) => [entry.version, entry.name]));
    const told = new Set<string>();
    for (const misplaced of misplacedVersions([...names.keys()])) {
      told.add(misplaced.version);
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
    const newest = input.snapshot.ledger.at(-1)?.version;
    const late = mayHideRows(input) ? [] : (compareLedgerIfPossible(input)?.notApplied ?? []);
    for (const pending of late) {
      if (newest === undefined || told.has(pending.file.version) || !isLate(pending, newest)) continue;
      told.add(pending.file.version);
      yield lateVerdict(pending, newest);
    }
  },
};

/** Whether the file would run after migrations of later versions; one whose version is taken would not run at all. */
function isLate({ file, taken, candidates }: Pending, newest: string): boolean {
  return taken === undefined && candidates.length === 0 && compareVersionsAsText(file.version, newest) < 0;
}

function lateVerdict({ file }: Pending, newest: string): Verdict {
  return {
    object: recordRef("migration", file.version),
    message: `Migration ${file.version} (${file.file}) is not applied though later versions are, up to ${newest}: supabase db push stops at it.`,
    evidence: { kind: "late", against: newest, name: file.name, file: file.file },
    remediation: {
      safety: "review",
      note: `supabase db push --include-all runs it after the others. Where it cannot run after them, or every other database should run it in the same order, give the file a version of 14 digits that is later than ${newest}.`,
    },
    location: { file: file.file, line: 1 },
  };
}

function message({ version, against, kind }: MisplacedVersion): string {
  if (kind === "prefix") {
    return `Version ${version} is the beginning of ${against}: its row sorts before that one, its file after.`;
  }
  const first = version < against ? version : against;
  const last = version < against ? against : version;
  return `Version ${version} is out of order: as text, as the CLI sorts, ${first} comes before ${last}, as number after it.`;
}
