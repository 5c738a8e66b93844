import { recordRef } from "../catalog/identity.ts";
import type { LedgerEntry } from "../catalog/ledger.ts";
import type { Remediation } from "../findings/finding.ts";
import { deleteAllButFirst, deleteRow, insertRow } from "../ledger/ledger_sql.ts";
import { type RepeatedContent, repeatedContent } from "../ledger/repeated_content.ts";
import { type DuplicateVersion, duplicateVersions } from "../ledger/versions.ts";
import type { ManifestMigration } from "../manifest/manifest.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Finds migrations that share a version, or that were applied twice. */
export const migrationVersionDuplicate: Rule = {
  id: "migration_version_duplicate",
  title: "Two migrations share a version",
  summary:
    "Looks for ledger rows with the same version, as text or as number, for rows that record the very statements of another version and, with a manifest, for files that share a version.",
  severity: "error",
  category: "ledger",
  rationale:
    "The Supabase CLI knows a migration by the text of its version and nothing else. Of two files with one version it runs one and fails on the other, or takes it for applied though it never ran; versions that differ only in leading zeros (`024` and `24`) are two migrations to the ledger and one to every reader. A migration recorded under two versions ran twice: what it inserts or alters is there twice, and a new database built from the folder fails where this one did not.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: [{ family: "ledger" }],
  limits:
    "The ledger's version is its primary key, so the second of two files with one version leaves no row: that case is seen in a manifest or in the migration folder. Statements are compared as recorded; rows that define nothing, such as `notify` or `select`, may repeat.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    const shared = duplicateVersions(input.snapshot.ledger);
    const named = new Set(shared.map((duplicate) => duplicate.version));
    const repeated = repeatedContent(input.snapshot.ledger)
      .filter(({ entry }) => !named.has(entry.version))
      .map((repeat) => ({ version: repeat.entry.version, verdict: contentVerdict(repeat) }));
    const files = new Map(
      duplicateVersions(input.manifest?.migrations ?? []).map((duplicate) => [duplicate.version, duplicate]),
    );
    const told = new Set([...named, ...repeated.map(({ version }) => version)]);
    const all = [
      ...shared.map((duplicate) => ({
        version: duplicate.version,
        verdict: versionVerdict(duplicate, files.get(duplicate.version)),
      })),
      ...repeated,
      ...[...files.values()]
        .filter(({ version }) => !told.has(version))
        .map((duplicate) => ({ version: duplicate.version, verdict: filesVerdict(duplicate) })),
    ];
    yield* all
      .toSorted((left, right) => (left.version < right.version ? -1 : 1))
      .map(({ verdict }) => verdict);
  },
};

function versionVerdict(
  duplicate: DuplicateVersion<LedgerEntry>,
  files: DuplicateVersion<ManifestMigration> | undefined,
): Verdict {
  const { version, original, duplicates } = duplicate;
  const [second] = duplicates;
  const sameText = duplicate.kind === "same_version";
  return {
    object: recordRef("migration", version),
    ...(sameText ? {} : { severity: "warn" as const }),
    message: sameText
      ? `Version ${version} is recorded ${duplicates.length + 1} times: ${[original, ...duplicates].map(nameOf).join(", ")}.`
      : `Version ${version} (${nameOf(second)}) is the same number as ${original.version} (${nameOf(original)}).`,
    evidence: {
      kind: duplicate.kind,
      rows: [original, ...duplicates].map((row) => ({ version: row.version, name: row.name })),
      ...(files === undefined ? {} : { files: pathsOf(files) }),
    },
    remediation: sameText
      ? {
          sql: deleteAllButFirst(version),
          safety: "review",
          note: "Leaves the row that was written first. Check first that the migrations of the other rows really ran; give their files versions of their own. Then put the primary key back: alter table supabase_migrations.schema_migrations add primary key (version).",
        }
      : repair(
          second,
          `Rename the file of ${version} to a version of its own and record that one: supabase migration repair --status reverted ${version}, then supabase migration repair --status applied <new version>. The SQL takes only the row away, and the file would run again at the next push.`,
        ),
  };
}

function pathsOf({ original, duplicates }: DuplicateVersion<ManifestMigration>): readonly string[] {
  return [original, ...duplicates].map((file) => file.file);
}

function filesVerdict(files: DuplicateVersion<ManifestMigration>): Verdict {
  const { version, original, duplicates } = files;
  const [second] = duplicates;
  const paths = pathsOf(files);
  const sameText = files.kind === "same_version";
  return {
    object: recordRef("migration", version),
    ...(sameText ? {} : { severity: "warn" as const }),
    message: sameText
      ? `Version ${version} is claimed by ${paths.length} files (${paths.join(", ")}): the ledger can record one of them, so the others fail or are taken for applied.`
      : `Version ${version} (${second?.file}) is the same number as ${original.version} (${original.file}).`,
    evidence: { kind: files.kind, version, files: paths },
    remediation: {
      safety: "review",
      note: "Give each file a version of its own, in the order in which they ran, and record the new versions in the ledger: supabase migration repair --status applied <new version>.",
    },
    ...(second === undefined ? {} : { location: { file: second.file, line: 1 } }),
  };
}

function contentVerdict({ entry, original }: RepeatedContent): Verdict {
  return {
    object: recordRef("migration", entry.version),
    severity: entry.name === original.name ? "warn" : "info",
    message: `Version ${entry.version} (${nameOf(entry)}) records the same statements as ${original.version} (${nameOf(original)}): the migration was applied twice.`,
    evidence: {
      kind: "same_content",
      statements: entry.statements?.length ?? 0,
      rows: [original, entry].map((row) => ({ version: row.version, name: row.name })),
    },
    remediation: repair(
      entry,
      `Keep the version that your folder has and take the other back: supabase migration repair --status reverted ${entry.version}. Nothing that the second run did is undone; look for rows it inserted twice.`,
    ),
  };
}

function repair(entry: LedgerEntry | undefined, note: string): Remediation {
  if (entry === undefined) return { safety: "review", note };
  const undo = insertRow(entry);
  return {
    sql: deleteRow(entry.version),
    ...(undo === undefined ? {} : { undo_sql: undo }),
    safety: "review",
    note,
  };
}

function nameOf(entry: LedgerEntry | undefined): string {
  return entry?.name === null || entry?.name === undefined || entry.name === "" ? "no name" : entry.name;
}
