import { recordRef } from "../catalog/identity.ts";
import type { LedgerEntry } from "../catalog/ledger.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Remediation } from "../findings/finding.ts";
import { moveRow } from "../ledger/ledger_sql.ts";
import type { Pair } from "../ledger/reconcile.ts";
import { versionNumber } from "../ledger/versions.ts";
import { compareLedger, LEDGER_AND_MANIFEST, rowText } from "./ledger_comparison.ts";
import type { NotEvaluated, Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds applied migrations whose file has another version now. */
export const migrationRenamed: Rule = {
  id: "migration_renamed",
  title: "Migration was renamed after it was applied",
  summary:
    "Looks for ledger rows whose statements are those of a file with another version: the same migration, re-stamped.",
  severity: "warn",
  category: "ledger",
  rationale:
    "The Supabase CLI knows a migration by its version alone. A file that was re-stamped after it had run is one migration that is missing in the repository and another one that is not applied: `supabase db push` stops at the first and would run the second once more. Nothing is wrong in the database but the bookkeeping.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: [{ family: "ledger" }, ...LEDGER_AND_MANIFEST],
  limits:
    "Statements are compared as Postgres reads them: comments, blanks and the case of keywords make no difference. A row with another number of statements than every file that is left is taken for another migration. Where several rows or files have the same statements and no name tells them apart, or the ledger keeps none, it is not decided: the reason is given, and row and file are reported as not in the repository and not applied.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    const { renamed, notInRepository } = compareLedger(input);
    const byVersion = groupBy(input.snapshot.ledger, (row) => row.version);
    for (const pair of renamed) {
      const { row, file } = pair;
      yield {
        object: recordRef("migration", row.version, row.version === "" ? { identity: '""' } : {}),
        // Rows can share a version.
        ...((byVersion.get(row.version)?.length ?? 0) > 1 ? { discriminator: file.version } : {}),
        message: `Migration ${rowText(row)} is version ${file.version} in the repository (${file.file}): the statements are the same.`,
        evidence: {
          version: row.version,
          name: row.name,
          file: file.file,
          file_version: file.version,
          statements: file.statements.length,
          kind: isSameNumber(pair) ? "same_number" : "same_statements",
        },
        remediation: remediation(pair, byVersion),
        location: { file: file.file, line: 1 },
      };
    }
    for (const { row, candidates } of notInRepository) {
      if (candidates.length === 0) continue;
      const files = candidates.map((file) => file.file).join(", ");
      yield {
        not_evaluated:
          row.statements === null
            ? `whether migration ${rowText(row)} is ${files} now cannot be told: the ledger keeps no statements of it`
            : `which of ${files} migration ${rowText(row)} is now cannot be told: more than one row or file has its statements`,
        about: [recordRef("migration", row.version)],
      };
    }
  },
};

function isSameNumber({ row, file }: Pair): boolean {
  const number = versionNumber(row.version);
  return number !== undefined && number === versionNumber(file.version);
}

function remediation(
  { row, file }: Pair,
  byVersion: ReadonlyMap<string, readonly LedgerEntry[]>,
): Remediation {
  const revert =
    versionNumber(row.version) === undefined
      ? `take the row of version ${JSON.stringify(row.version)} away`
      : `supabase migration repair --status reverted ${row.version}`;
  const lines = `${revert}, then supabase migration repair --status applied ${file.version}`;
  const isFree = byVersion.get(file.version) === undefined && byVersion.get(row.version)?.length === 1;
  if (!isFree) {
    return {
      safety: "review",
      note: `Other rows have one of the two versions; repair all of them together, the reverted ones first: ${lines}.`,
    };
  }
  // An old table has no column for names.
  const hasNames = [...byVersion.values()].some((rows) => rows.some((each) => each.name !== null));
  const { version, name } = row;
  return {
    sql: moveRow(version, { version: file.version, ...(hasNames ? { name: file.name } : {}) }),
    undo_sql: moveRow(file.version, { version, ...(hasNames ? { name } : {}) }),
    safety: "safe",
    note: `By the CLI: ${lines}.`,
  };
}
