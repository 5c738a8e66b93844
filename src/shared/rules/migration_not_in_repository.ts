import { recordRef } from "../catalog/identity.ts";
import type { Remediation } from "../findings/finding.ts";
import { deleteRow, insertRow } from "../ledger/ledger_sql.ts";
import type { Stray } from "../ledger/reconcile.ts";
import { compareVersionsAsText, versionNumber } from "../ledger/versions.ts";
import { compareLedger, fileEvidence, isWayBack, LEDGER_AND_MANIFEST, rowText } from "./ledger_comparison.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds ledger rows of which the repository has no file. */
export const migrationNotInRepository: Rule = {
  id: "migration_not_in_repository",
  title: "Applied migration is not in the repository",
  summary:
    "Looks for ledger rows that no migration file of the manifest stands for, neither by version nor, under another version, by its statements.",
  severity: "warn",
  category: "ledger",
  rationale:
    'What the migration did is in this database and in no other: a new environment, a preview branch and a restore from the repository lack it. `supabase db push` stops at such a row ("Remote migration versions not found in local migrations directory"), so that the next deployment fails.',
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: [{ family: "ledger" }, ...LEDGER_AND_MANIFEST],
  limits:
    "Several rows with one version are reported once; `migration_version_duplicate` tells them apart. Columns that only the hosted table has (`created_by`, `idempotency_key`, `rollback`) are not written back by the undo.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const first = input.manifest?.migrations.map((file) => file.version).toSorted(compareVersionsAsText)[0];
    for (const stray of compareLedger(input).notInRepository) {
      const { row, candidates, taken } = stray;
      const isOlder = first !== undefined && compareVersionsAsText(row.version, first) < 0;
      yield {
        object: recordRef("migration", row.version, row.version === "" ? { identity: '""' } : {}),
        message: message(stray),
        evidence: {
          version: row.version,
          name: row.name,
          statements: row.statements?.length ?? null,
          ...(taken === undefined ? {} : { file_of_version: taken.file }),
          ...(candidates.length === 0 ? {} : { candidates: candidates.map(fileEvidence) }),
        },
        remediation: remediation(stray),
        // The rest of a folder that was squashed into one file, or that begins later for another reason.
        ...(isOlder ? { root_cause: `older than ${first}, the first migration of the repository` } : {}),
      };
    }
  },
};

function message({ row, taken, candidates }: Stray): string {
  const what = `Migration ${rowText(row)} is applied, and the repository has no file of it`;
  if (candidates.length > 0) {
    const files = candidates.map((file) => file.file).join(", ");
    const why =
      row.statements === null
        ? "the ledger keeps no statements to compare"
        : "more than one row or file has these statements";
    return `${what} under this version; ${files} may be it, which cannot be told: ${why}.`;
  }
  if (taken !== undefined) {
    return `${what}: ${taken.file} has its version and is recorded under another one.`;
  }
  return isWayBack(row.name)
    ? `${what}; by its name it takes another migration back, and such files count for none.`
    : `${what}.`;
}

function remediation({ row, candidates }: Stray): Remediation {
  if (candidates.length > 0) {
    return {
      safety: "review",
      note: "No repair is offered, since more than one migration could be meant. Find out which file it was, then record that one: supabase migration repair --status reverted with this version, --status applied with the file's.",
    };
  }
  const undo = insertRow(row);
  const reverted =
    versionNumber(row.version) === undefined
      ? "take the row away, as the SQL does"
      : `supabase migration repair --status reverted ${row.version}, which is what the SQL does`;
  const keep =
    row.statements === null
      ? "The ledger keeps no statements of it: write what it did as a new migration (supabase db pull)."
      : "supabase migration fetch writes the file from the ledger.";
  return {
    sql: deleteRow(row.version),
    ...(undo === undefined ? {} : { undo_sql: undo }),
    safety: "review",
    note: `${keep} Only where its work is in another file, or was never meant to be: ${reverted}. Nothing that it did is undone by that.`,
  };
}
