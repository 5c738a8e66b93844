import { recordRef } from "../catalog/identity.ts";
import type { Evidence, Remediation } from "../findings/finding.ts";
import type { Pair } from "../ledger/reconcile.ts";
import { type StatementDifferences, statementDifferences } from "../ledger/statement_differences.ts";
import { hashedStatements } from "../migrations/statement_hashes.ts";
import type { SqlParser } from "../sql/parser.ts";
import { statementGlimpse } from "../sql/statement_glimpse.ts";
import { compareLedger, isWayBack, LEDGER_AND_MANIFEST, rowText } from "./ledger_comparison.ts";
import type { NotEvaluated, Rule, RuleInput, Verdict } from "./rule.ts";

/** Statements that evidence shows of each side. */
const SHOWN = 5;
/** Versions that a reason names. */
const NAMED = 10;

/** Finds files whose statements are not those that were run. */
export const migrationEditedAfterApply: Rule = {
  id: "migration_edited_after_apply",
  title: "Migration was edited after it was applied",
  summary:
    "Looks for migration files whose statements are not those that the ledger recorded when the version was applied.",
  severity: "warn",
  category: "ledger",
  rationale:
    "The Supabase CLI compares versions, never contents. An edit of a file that has run reaches every new database and never this one: the two differ from then on, and what is tested elsewhere is not what runs here.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: [{ family: "ledger" }, ...LEDGER_AND_MANIFEST],
  limits:
    "Comments, blanks, the case of keywords and how a file is cut into statements are no edits, in bodies of SQL and PL/pgSQL functions too. Rows without statements cannot be compared and are named as not evaluated. A manifest holds hashes, so of the file's own statements the place is told and not the text.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    const { edited, unproved, undecided } = compareLedger(input);
    const { parser } = input;
    // Where a row is edited the parser is here: it was required.
    if (parser !== null) for (const pair of edited) yield verdict(pair, parser);
    if (unproved.length > 0) {
      yield {
        not_evaluated: `the ledger keeps no statements of ${someVersions(unproved.map(({ row }) => row.version))}`,
        about: unproved.map(({ row }) => recordRef("migration", row.version)),
      };
    }
    for (const { version, rows, files } of undecided) {
      yield {
        not_evaluated: `which of ${files.map((file) => file.file).join(", ")} row ${rows.map(rowText).join(", row ")} records cannot be told`,
        about: [recordRef("migration", version)],
      };
    }
  },
};

function someVersions(versions: readonly string[]): string {
  const more = versions.length - NAMED;
  const noun = versions.length === 1 ? "migration" : "migrations";
  return `${noun} ${versions.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

type Kind = "edited" | "empty_when_applied" | "other_migration" | "reordered" | "way_back";

function verdict(pair: Pair, parser: SqlParser): Verdict {
  const { row, file } = pair;
  const recorded = hashedStatements(row.statements ?? [], parser);
  const differences = statementDifferences(recorded, file);
  const kind = kindOf(pair, { differences, recorded: recorded.length });
  const glimpses = differences.onlyInLedger.slice(0, SHOWN).map(({ index, text }) => ({
    index,
    statement: statementGlimpse(parser, text ?? ""),
  }));
  return {
    object: recordRef("migration", row.version, row.version === "" ? { identity: '""' } : {}),
    message: message(pair, { kind, differences, first: glimpses[0] }),
    evidence: {
      version: row.version,
      name: row.name,
      file: file.file,
      kind,
      recorded_statements: recorded.length,
      file_statements: file.statements.length,
      ...sideEvidence(differences, glimpses),
    },
    remediation: remediation(pair, kind),
    location: { file: file.file, line: 1 },
  };
}

function sideEvidence(
  { onlyInLedger, onlyInFile }: StatementDifferences,
  glimpses: readonly { readonly index: number; readonly statement: string }[],
): Evidence {
  return {
    only_in_ledger: onlyInLedger.length,
    only_in_file: onlyInFile.length,
    statements_only_in_ledger: glimpses,
    places_only_in_file: onlyInFile.slice(0, SHOWN).map(({ index }) => index),
  };
}

function kindOf(
  { row, file }: Pair,
  { differences, recorded }: { readonly differences: StatementDifferences; readonly recorded: number },
): Kind {
  if (isWayBack(row.name) && row.name !== file.name) return "way_back";
  if (recorded === 0) return "empty_when_applied";
  if (differences.reordered) return "reordered";
  const isNothingCommon =
    differences.onlyInLedger.length === recorded && differences.onlyInFile.length === file.statements.length;
  return isNothingCommon && row.name !== null && row.name !== file.name ? "other_migration" : "edited";
}

function message(
  { row, file }: Pair,
  found: {
    readonly kind: Kind;
    readonly differences: StatementDifferences;
    readonly first: { readonly index: number; readonly statement: string } | undefined;
  },
): string {
  const what = `Migration ${rowText(row)}`;
  const { onlyInLedger, onlyInFile } = found.differences;
  switch (found.kind) {
    case "way_back":
      return `${what} records the way back of ${file.file}, so the CLI takes that file for applied.`;
    case "empty_when_applied":
      return `${what} had no statement when it was applied, and ${file.file} has ${file.statements.length} now: they were never run.`;
    case "reordered":
      return `${what} ran the statements of ${file.file} in another order than they have now.`;
    case "other_migration":
      return `${what} ran other statements than ${file.file}, which has its version: two migrations share it.`;
    case "edited": {
      const first =
        found.first === undefined || found.first.statement === ""
          ? ""
          : `; the first of those that ran: ${found.first.statement}`;
      return `${what} was edited after it was applied: ${onlyInLedger.length} of its statements are not in ${file.file} any more, and ${onlyInFile.length} of the file never ran${first}.`;
    }
  }
}

function remediation({ row, file }: Pair, kind: Kind): Remediation {
  if (kind === "other_migration" || kind === "way_back" || kind === "empty_when_applied") {
    const how =
      kind === "empty_when_applied"
        ? `supabase migration repair --status reverted ${row.version}, then supabase db push`
        : `give ${file.file} a version of its own and run supabase db push`;
    return {
      safety: "review",
      note: `Where what the file makes is not in the database: ${how}. Where it is: supabase migration repair --status applied ${row.version} records the file as it is.`,
    };
  }
  return {
    safety: "review",
    note: `Bring the file back as it ran (its history has it, and so has supabase migration fetch) and write the change as a new migration. Where the database has the change already: supabase migration repair --status applied ${row.version} records the file as it is now.`,
  };
}
