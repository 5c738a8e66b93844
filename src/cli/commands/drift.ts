import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { auditDatabase } from "../../shared/audit/run.ts";
import type { Database } from "../../shared/database/database.ts";
import { openServer } from "../../shared/database/server.ts";
import { refOf } from "../../shared/drift/object_type.ts";
import { objectKey } from "../../shared/drift/schema_object.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { isActive } from "../../shared/findings/finding_groups.ts";
import type { Report } from "../../shared/findings/report.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { buildManifest } from "../build_manifest.ts";
import { readConfigFile } from "../config_file.ts";
import { type ExpectedFlags, type ReportFlags, readSelection } from "../flags.ts";
import { readManifestFile } from "../manifest_file.ts";
import { writeResult } from "../output.ts";
import { renderReport } from "../render_report.ts";
import { replayWarnings } from "../replayed_folder.ts";
import { chooseSource, DEFAULT_MIGRATIONS } from "../source.ts";
import { createProgress, type Progress, say } from "../terminal.ts";

/** Flags of `drift`. */
export interface DriftFlags extends ReportFlags, ExpectedFlags {
  readonly dbUrl?: string;
  readonly fix?: boolean;
}

/** Compares a live database with its migrations and prints the report, or the repair. Returns the exit code. */
export async function runDrift(flags: DriftFlags): Promise<number> {
  const url = liveUrl(flags);
  const expected = expectedSide(flags);
  const selection = readSelection(flags);
  const config = await readConfigFile(flags.config);
  const progress = createProgress(flags.quiet === true);
  const { manifest, shadow } = await expectedState(expected, { progress, flags });
  const database = openServer({ url, preferTls: true, companion: true });
  try {
    progress.show(`comparing ${database.label}`);
    const report = await auditDatabase(database, {
      config,
      ...(selection.rules === undefined && selection.categories === undefined
        ? { categories: ["ledger", "drift"] as const }
        : selection),
      manifest,
      trigger: "cli",
      source: "database",
      clock: () => new Date().toISOString(),
      newId: randomUUID,
      ...(manifest.git_commit === undefined ? {} : { gitCommit: manifest.git_commit }),
    }).finally(() => progress.clear());
    const text =
      shadow === undefined
        ? await renderReport(report, flags)
        : await repairText(database, { shadow, manifest, report, progress });
    await writeResult(text, flags.output);
    return exitCodeOf(report, flags);
  } finally {
    await database.close();
    await shadow?.close();
  }
}

/** The SQL that repairs what the report tells; what is accepted stays. */
async function repairText(
  live: Database,
  context: {
    readonly shadow: Database;
    readonly manifest: Manifest;
    readonly report: Report;
    readonly progress: Progress;
  },
): Promise<string> {
  const { shadow, manifest, report, progress } = context;
  const { schema, faults } = manifest;
  if (schema === undefined) throw new Error("a replayed folder makes a schema");
  const [{ repairDrift }, { repairScript }, { CannotPlan }] = await Promise.all([
    import("../repair/repair_drift.ts"),
    import("../repair/repair_script.ts"),
    import("../proof/plan_schema.ts"),
  ]);
  const active = report.findings.filter(isActive);
  const told = new Set(active.map(({ rule, object }) => `${rule} ${objectKey(object)}`));
  progress.show("planning the repair and trying it on a copy");
  try {
    const repair = await repairDrift(
      live,
      { database: shadow, schema },
      ({ change, object }) => !told.has(`object_${change} ${objectKey(refOf(object))}`),
    );
    const ledger = active.filter(({ category }) => category === "ledger").length;
    return repairScript(repair, { database: live.label, faults: faults?.length ?? 0, ledger });
  } catch (error) {
    if (!(error instanceof CannotPlan)) throw error;
    throw new SupawardenError("unavailable", `no repair could be planned: ${error.message}`, {
      hint: "Run it without --fix, and repair what it reports by hand.",
      cause: error,
    });
  } finally {
    progress.clear();
  }
}

function liveUrl(flags: DriftFlags): string {
  const source = chooseSource(flags.dbUrl === undefined ? {} : { dbUrl: flags.dbUrl });
  if (source.kind === "database") return source.url;
  throw new SupawardenError("usage", "no live database was named", {
    hint: "Give --db-url, or set SUPABASE_DB_URL.",
  });
}

type Expected =
  | { readonly kind: "manifest"; readonly file: string }
  | { readonly kind: "migrations"; readonly folder: string };

function expectedSide({ manifest, migrations, fix, format }: DriftFlags): Expected {
  if (fix === true && format !== "text") {
    throw new SupawardenError("usage", `--fix prints SQL, not ${format}`, {
      hint: "Leave --format out, or run drift without --fix.",
    });
  }
  if (manifest !== undefined && migrations !== undefined) {
    throw new SupawardenError("usage", "--manifest and --migrations exclude each other", {
      hint: "Name one expected state.",
    });
  }
  if (manifest !== undefined) {
    if (fix !== true) return { kind: "manifest", file: manifest };
    throw new SupawardenError("usage", "--fix needs --migrations", {
      hint: "A manifest holds fingerprints and attributes, not the bodies that a repair needs.",
    });
  }
  if (migrations !== undefined) return { kind: "migrations", folder: migrations };
  if (existsSync(DEFAULT_MIGRATIONS)) return { kind: "migrations", folder: DEFAULT_MIGRATIONS };
  throw new SupawardenError("usage", "no expected state was named", {
    hint: `Give --manifest or --migrations, or run in a project with ${DEFAULT_MIGRATIONS}.`,
  });
}

async function expectedState(
  expected: Expected,
  context: { readonly progress: Progress; readonly flags: DriftFlags },
): Promise<{ readonly manifest: Manifest; readonly shadow?: Database }> {
  if (expected.kind === "manifest") return { manifest: await readManifestFile(expected.file) };
  const { progress, flags } = context;
  progress.show(`replaying ${expected.folder}`);
  const built = await buildManifest(expected.folder).finally(() => progress.clear());
  if (flags.quiet !== true) for (const warning of replayWarnings(built)) say(warning);
  if (flags.fix === true) return { manifest: built.manifest, shadow: built.database };
  await built.database.close();
  return { manifest: built.manifest };
}

/** Any drift makes it 1, whatever its severity; `--fail-on none` asks for the report alone. */
function exitCodeOf(report: Report, flags: Pick<DriftFlags, "failOn">): number {
  return flags.failOn !== "none" && report.findings.some(isActive) ? 1 : 0;
}
