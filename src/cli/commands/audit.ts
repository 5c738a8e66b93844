import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { deliverAlerts } from "../../shared/alerts/deliver.ts";
import { auditAndStore } from "../../shared/audit/recorded_audit.ts";
import { type AuditOptions, auditSnapshot, selectRules } from "../../shared/audit/run.ts";
import { serialiseSnapshot } from "../../shared/catalog/snapshot_file.ts";
import type { Database } from "../../shared/database/database.ts";
import { SupawardenError } from "../../shared/errors.ts";
import type { Report } from "../../shared/findings/report.ts";
import { DEFAULT_CONFIG, readConfigFile } from "../config_file.ts";
import { exitCodeOf } from "../exit_code.ts";
import { type ReportFlags, readSelection, type ShadowFlags, type SourceFlags } from "../flags.ts";
import { openBodyFacts } from "../kept_body_facts.ts";
import { readManifestFile } from "../manifest_file.ts";
import { type OpenedSource, withSource } from "../open_source.ts";
import { writeFileAtomically, writeResult } from "../output.ts";
import type { ProvingContext } from "../proof/prove_findings.ts";
import { renderReport } from "../render_report.ts";
import { settleForShortRun } from "../short_run.ts";
import { chooseSource, refuseIdleShadow } from "../source.ts";
import { createProgress, say } from "../terminal.ts";

/** Flags of `audit`. */
export interface AuditFlags extends ReportFlags, SourceFlags, ShadowFlags {
  readonly manifest?: string;
  readonly store?: boolean;
  readonly full?: boolean;
  readonly saveSnapshot?: string;
  readonly proveFixes?: boolean;
  readonly watch?: boolean;
}

/** Audits one database and prints the report. Returns the exit code. */
export async function runAudit(flags: AuditFlags): Promise<number> {
  if (flags.watch !== true) return auditOnce(flags);
  readSelection(flags);
  const choice = chooseSource(flags);
  if (choice.kind !== "migrations") {
    throw new SupawardenError("usage", "--watch needs a migrations folder", {
      hint: "Files can be watched, a database cannot: give --migrations DIR.",
    });
  }
  const { runWatching } = await import("../watch/run_watching.ts");
  return runWatching({
    run: () => auditOnce(flags),
    watched: () => ({
      folders: [choice.folder],
      // The version of Postgres stands in config.toml.
      files: [
        flags.config ?? DEFAULT_CONFIG,
        join(choice.folder, "..", "config.toml"),
        ...(flags.manifest === undefined ? [] : [flags.manifest]),
      ],
    }),
    quiet: flags.quiet === true,
    debug: flags.debug === true,
  });
}

async function auditOnce(flags: AuditFlags): Promise<number> {
  const selection = readSelection(flags);
  const choice = chooseSource(flags);
  refuseIdleShadow(flags, choice);
  if (flags.store === true && choice.kind !== "database") {
    throw new SupawardenError("usage", "--store needs a live database", {
      hint: "Findings are recorded in the database that was audited: give --db-url.",
    });
  }
  if (choice.kind === "database" && flags.proveFixes !== true) settleForShortRun();
  const config = await readConfigFile(flags.config);
  const manifest = flags.manifest === undefined ? undefined : await readManifestFile(flags.manifest);
  const progress = createProgress(flags.quiet === true);
  const clock = () => new Date().toISOString();
  const context = { config, manifest, clock, progress, shadow: flags };
  const report = await withSource(choice, context, async (opened) => {
    if (flags.quiet !== true) for (const warning of opened.warnings) say(warning);
    progress.show("auditing");
    const options: AuditOptions = {
      config,
      ...selection,
      trigger: "cli",
      source: opened.source,
      clock,
      newId: randomUUID,
      extraFindings: opened.extraFindings,
      ...(opened.gitCommit === undefined ? {} : { gitCommit: opened.gitCommit }),
      ...(manifest === undefined ? {} : { manifest }),
      ...(flags.proveFixes === true ? { prove: await prover({ opened, config, progress }, flags) } : {}),
    };
    return auditOpened(opened, { flags, options });
  });
  await writeResult(
    await renderReport(report, flags, choice.kind === "migrations" ? [choice.folder] : undefined),
    flags.output,
  );
  return exitCodeOf(report, flags.failOn);
}

/** Loaded on demand: the engine that plans copies of schemas is needed for nothing else. */
async function prover(
  context: Pick<ProvingContext, "opened" | "config" | "progress">,
  flags: AuditFlags,
): Promise<NonNullable<AuditOptions["prove"]>> {
  const { proveFindings } = await import("../proof/prove_findings.ts");
  const tell = flags.quiet === true ? () => undefined : say;
  return (findings) => proveFindings(findings, { ...context, say: tell });
}

async function auditOpened(
  opened: OpenedSource,
  request: { readonly flags: AuditFlags; readonly options: AuditOptions },
): Promise<Report> {
  const { flags, options } = request;
  const store = flags.store === true ? opened.database : undefined;
  if (store !== undefined) await requireStore(store);
  if (store === undefined || flags.saveSnapshot !== undefined) {
    // A saved snapshot holds everything, whatever is judged now.
    const rules = flags.saveSnapshot === undefined ? selectRules(options) : undefined;
    const label = opened.database?.label;
    const facts = label === undefined || store !== undefined ? undefined : await openBodyFacts(label);
    const snapshot = await opened.snapshot(rules, facts?.cache);
    if (flags.saveSnapshot !== undefined) {
      // It holds the bodies of routines, and whatever secrets somebody has put into them.
      await writeFileAtomically(flags.saveSnapshot, serialiseSnapshot(snapshot), 0o600);
    }
    if (store === undefined) {
      const report = await auditSnapshot(snapshot, {
        ...options,
        ...(facts === undefined ? {} : { bodyFacts: facts.cache }),
      });
      await facts?.save();
      return report;
    }
  }
  const report = await auditAndStore(store, {
    ...options,
    full: flags.full === true,
    onCompared: ({ changes }) => {
      if (flags.quiet !== true) say(comparisonText(changes));
    },
  });
  await deliver(store, options);
  return report;
}

function comparisonText(changes: readonly string[]): string {
  return changes.length === 0
    ? "nothing has changed since the last recorded run: its findings are carried over, rules on live figures judged anew"
    : `changed since the last recorded run: ${changes.join(", ")}`;
}

/** Sends what the run put into the outbox. What cannot be sent stays there for the next run, and is said. */
async function deliver(database: Database, options: AuditOptions): Promise<void> {
  const { failed } = await deliverAlerts(database, {
    config: options.config,
    env: (name) => process.env[name],
    clock: options.clock,
    log: (line) => say(JSON.stringify(line)),
  });
  if (failed > 0) say(`warning: ${failed} of the alerts were not delivered; the next run tries again`);
}

/** Without this the first statement would fail with the name of a table that tells the reader nothing. */
async function requireStore(database: NonNullable<OpenedSource["database"]>): Promise<void> {
  const [row] = await database.query<{ found: boolean }>(
    "select pg_catalog.to_regnamespace('supawarden') is not null as found",
  );
  if (row?.found === true) return;
  throw new SupawardenError("config", `schema supawarden is not in ${database.label}`, {
    hint: "Apply this package's supabase/migrations, or let `supawarden serve --db-url` make it.",
  });
}
