import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { Report } from "../../shared/audit/report.ts";
import { auditDatabase } from "../../shared/audit/run.ts";
import type { Config } from "../../shared/config.ts";
import { openServer } from "../../shared/database/server.ts";
import { SupawardenError } from "../../shared/errors.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { isActive } from "../../shared/report/finding_groups.ts";
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
  const { manifest } = await expectedManifest(expected, { progress, flags });
  const database = openServer({ url, preferTls: true });
  try {
    progress.show(`comparing ${database.label}`);
    const report = await auditDatabase(database, {
      config: withoutDisabled(config),
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
    await writeResult(renderReport(report, flags), flags.output);
    return exitCodeOf(report, flags);
  } finally {
    await database.close();
  }
}

function withoutDisabled(config: Config): Config {
  return config;
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

function expectedSide({ manifest, migrations, fix }: DriftFlags): Expected {
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

async function expectedManifest(
  expected: Expected,
  context: { readonly progress: Progress; readonly flags: DriftFlags },
): Promise<{ readonly manifest: Manifest }> {
  if (expected.kind === "manifest") return { manifest: await readManifestFile(expected.file) };
  const { progress, flags } = context;
  progress.show(`replaying ${expected.folder}`);
  const built = await buildManifest(expected.folder).finally(() => progress.clear());
  await built.database.close();
  if (flags.quiet !== true) for (const warning of replayWarnings(built)) say(warning);
  return built;
}

/** Any drift makes it 1, whatever its severity; `--fail-on none` asks for the report alone. */
function exitCodeOf(report: Report, flags: Pick<DriftFlags, "failOn">): number {
  return flags.failOn !== "none" && report.findings.some(isActive) ? 1 : 0;
}
