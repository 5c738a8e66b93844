import { recordRef } from "../catalog/identity.ts";
import { namedLedgers } from "../catalog/other_ledgers.ts";
import type { Evidence, Remediation } from "../findings/finding.ts";
import type { Pending } from "../ledger/reconcile.ts";
import { compareVersionsAsText } from "../ledger/versions.ts";
import {
  compareLedger,
  fileEvidence,
  LEDGER_AND_MANIFEST,
  mayHideRows,
  rowEvidence,
  rowText,
} from "./ledger_comparison.ts";
import type { NotEvaluated, Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds migrations of the repository that the ledger does not record. */
export const migrationNotApplied: Rule = {
  id: "migration_not_applied",
  title: "Migration is not applied",
  summary:
    "Looks for migration files of the manifest that the ledger records neither under their version nor, by their statements, under another one.",
  severity: "error",
  category: "ledger",
  rationale:
    "The code that was deployed with the file counts on what the file makes: a missing column is an error at its first use, a missing policy a table that is closed to its users or open to others. A file whose version another file has is worse, since the Supabase CLI takes it for applied and will never run it.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: [{ family: "ledger", optional: true }, ...LEDGER_AND_MANIFEST],
  reads: ["other_ledgers"],
  limits:
    "A migration that was run by hand and not recorded is not applied to the ledger; the drift rules tell whether what it makes is there. Where the table of the ledger is absent, no migration is applied, as the CLI sees it too; where another tool's ledger is there instead, the rule is not evaluated.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    const { unread, other_ledgers: others } = input.snapshot;
    const absent = unread.find((entry) => entry.family === "ledger" && entry.kind === "absent");
    if (absent !== undefined && others.length > 0) {
      yield { not_evaluated: `ledger not read: ${absent.reason}` };
      return;
    }
    // What policies hide may be recorded; that some may be hidden is said already.
    if (mayHideRows(input)) return;
    const newest = input.snapshot.ledger.at(-1)?.version;
    for (const pending of compareLedger(input).notApplied) {
      const behind = newest !== undefined && compareVersionsAsText(pending.file.version, newest) < 0;
      yield {
        object: recordRef("migration", pending.file.version),
        // Files can share a version.
        discriminator: pending.file.name,
        message: message(pending, absent?.reason),
        evidence: {
          ...fileEvidence(pending.file),
          ...(newest === undefined ? {} : { newest_applied: newest }),
          ...takenEvidence(pending),
          ...(others.length === 0 ? {} : { other_ledgers: namedLedgers(others) }),
        },
        remediation: remediation(pending, behind),
        location: { file: pending.file.file, line: 1 },
        ...(absent === undefined ? {} : { root_cause: absent.reason }),
      };
    }
  },
};

function takenEvidence({ taken, candidates }: Pending): Evidence {
  return {
    ...(taken === undefined ? {} : { version_recorded_for: taken.name }),
    ...(candidates.length === 0 ? {} : { candidates: candidates.map(rowEvidence) }),
  };
}

function message({ file, taken, candidates }: Pending, absent: string | undefined): string {
  const what = `Migration ${file.version} (${file.file}) is not applied`;
  if (absent !== undefined) return `${what}: ${absent}.`;
  if (taken !== undefined) {
    return `${what}: the ledger's row ${rowText(taken)} records another migration, so the CLI takes the file for applied.`;
  }
  if (candidates.length === 0) return `${what}: the ledger has no row of it.`;
  return `${what} under this version; ${candidates.map(rowText).join(", ")} may record it, which cannot be told for certain.`;
}

function remediation({ file, taken, candidates }: Pending, behind: boolean): Remediation {
  const applied = `supabase migration repair --status applied ${file.version}`;
  if (taken !== undefined) {
    return {
      safety: "review",
      note: "Give the file a version of its own, later than all that are applied, and run supabase db push.",
    };
  }
  if (candidates.length > 0) {
    return {
      safety: "review",
      note: `No repair is offered, since more than one migration could be meant. Look at what is in the database: if the file has run, ${applied}, and take the row of its old version back with --status reverted; if not, supabase db push.`,
    };
  }
  return {
    safety: "review",
    note: `supabase db push${behind ? " --include-all (later versions are applied, so a plain push stops)" : ""} runs it. Where all that it makes is there already, record it without running it: ${applied}.`,
  };
}
