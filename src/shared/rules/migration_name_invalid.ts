import { recordRef } from "../catalog/identity.ts";
import type { LedgerEntry } from "../catalog/ledger.ts";
import type { Remediation } from "../findings/finding.ts";
import { deleteRow, insertRow, renameRow } from "../ledger/ledger_sql.ts";
import { type NameFault, nameFaults, usableName } from "../ledger/names.ts";
import type { ManifestMigration } from "../manifest/manifest.ts";
import { compareLedgerIfPossible, LEDGER_AND_PERHAPS_MANIFEST } from "./ledger_comparison.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds ledger rows that no migration file can stand for. */
export const migrationNameInvalid: Rule = {
  id: "migration_name_invalid",
  title: "Migration version or name that the CLI cannot read",
  summary:
    "Looks for ledger rows whose version is not a number or whose name cannot be part of a file name, so that no file can stand for them; with a manifest, for such files too.",
  severity: "warn",
  category: "ledger",
  rationale:
    "The Supabase CLI reads files called `<digits>_<name>.sql` and skips every other one without an error. A row whose version is not such a number matches no file: `supabase migration list` leaves it out in silence, while `supabase db push` stops because the version is missing in the folder. `supabase migration fetch` cannot write a file for a name with a slash or a line break.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: LEDGER_AND_PERHAPS_MANIFEST,
  limits:
    "A missing name is reported (as `info`) only where other rows have one: tables of very old versions of the CLI keep no names at all. Files that the CLI skips leave no row and are not in a manifest; they are seen in the migration folder.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const named = input.snapshot.ledger.some((entry) => entry.name !== null && entry.name !== "");
    const names = namesOfFiles(input);
    for (const entry of input.snapshot.ledger) {
      const faults = nameFaults(entry).filter((fault) => named || fault.reason !== "no name is recorded");
      if (faults.length > 0) yield verdict(entry, { faults, name: names.get(entry) });
    }
    const rows = new Set(input.snapshot.ledger.map((entry) => entry.version));
    for (const file of input.manifest?.migrations ?? []) {
      // A file without a name runs like any other.
      const faults = nameFaults({ ...file, name: file.name === "" ? "unnamed" : file.name });
      if (faults.length > 0 && !rows.has(file.version)) yield fileVerdict(file, faults);
    }
  },
};

/** Names of the files that rows stand for, where the row has none. */
function namesOfFiles(input: RuleInput): ReadonlyMap<LedgerEntry, string> {
  const compared = compareLedgerIfPossible(input);
  const pairs = [...(compared?.same ?? []), ...(compared?.unproved ?? []), ...(compared?.edited ?? [])];
  return new Map(
    pairs.flatMap(({ row, file }) =>
      (row.name === null || row.name === "") && file.name !== "" ? [[row, file.name] as const] : [],
    ),
  );
}

function fileVerdict(file: ManifestMigration, faults: readonly NameFault[]): Verdict {
  return {
    object: recordRef("migration", file.version),
    message: `File ${JSON.stringify(file.file)} cannot be kept by the CLI: ${faults.map((fault) => fault.reason).join("; ")}.`,
    evidence: {
      version: file.version,
      name: file.name,
      file: file.file,
      faults: faults.map(({ part, reason }) => ({ part, reason })),
    },
    remediation: {
      safety: "review",
      note: "Rename the file to <14 digits>_<name>.sql, the name in characters that every file system takes, before it is applied anywhere.",
    },
    location: { file: file.file, line: 1 },
  };
}

function verdict(
  entry: LedgerEntry,
  {
    faults,
    name,
  }: { readonly faults: readonly NameFault[] /** Of the row's file. */; readonly name: string | undefined },
): Verdict {
  const unnamed = entry.name === null || entry.name === "";
  const onlyUnnamed = unnamed && faults.every((fault) => fault.part === "name");
  return {
    object: recordRef("migration", entry.version, entry.version === "" ? { identity: '""' } : {}),
    ...(onlyUnnamed ? { severity: "info" as const } : {}),
    message: `Migration ${JSON.stringify(entry.version)}${unnamed ? "" : ` named ${JSON.stringify(entry.name)}`} cannot be matched with a file: ${faults.map((fault) => fault.reason).join("; ")}.`,
    evidence: {
      version: entry.version,
      name: entry.name,
      faults: faults.map(({ part, reason }) => ({ part, reason })),
    },
    remediation:
      onlyUnnamed && name !== undefined
        ? nameOfFile(entry, name)
        : remediation(entry, { faults, onlyUnnamed }),
  };
}

function nameOfFile(entry: LedgerEntry, name: string): Remediation {
  return {
    sql: renameRow(entry.version, name),
    undo_sql: renameRow(entry.version, entry.name),
    safety: "safe",
    note: "The name is that of the file; it is for people, the CLI goes by the version.",
  };
}

function remediation(
  entry: LedgerEntry,
  { faults, onlyUnnamed }: { readonly faults: readonly NameFault[]; readonly onlyUnnamed: boolean },
): Remediation {
  if (faults.some((fault) => fault.part === "version")) {
    const undo = insertRow(entry);
    return {
      sql: deleteRow(entry.version),
      ...(undo === undefined ? {} : { undo_sql: undo }),
      safety: "review",
      note: "supabase migration repair takes numbers only, so the row goes by SQL. What the migration did stays in the database: keep its statements as a file with a version of 14 digits and record that one with supabase migration repair --status applied <new version>.",
    };
  }
  if (onlyUnnamed || entry.name === null) {
    return {
      safety: "review",
      note: `Record the row again from its file, which has the name: supabase migration repair --status applied ${entry.version}.`,
    };
  }
  return {
    sql: renameRow(entry.version, usableName(entry.version, entry.name)),
    undo_sql: renameRow(entry.version, entry.name),
    safety: "review",
    note: "The name is for people, the CLI goes by the version. Give the file the same name.",
  };
}
