import { fileURLToPath } from "node:url";
import { readMigrations } from "../../src/cli/migration_files.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import type { Finding, Severity } from "../../src/shared/findings/finding.ts";
import { fingerprint } from "../../src/shared/findings/fingerprint.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { finishRun } from "../../src/shared/store/finish_run.ts";
import { startRun } from "../../src/shared/store/runs.ts";
import { type StoreMigration, upgradeSchema } from "../../src/shared/store/upgrade_schema.ts";

/** Our own migrations in their order. */
export async function storeMigrations(): Promise<readonly StoreMigration[]> {
  const folder = fileURLToPath(new URL("../../supabase/migrations", import.meta.url));
  const { files } = await readMigrations(folder);
  return files.map((file) => ({ version: file.version, name: file.name, sql: file.text }));
}

/** Makes schema `supawarden` in the database. */
export async function makeStore(database: Database): Promise<void> {
  await upgradeSchema(database, await storeMigrations());
}

/** A finding on a table of this name. */
export function findingOn(
  name: string,
  options: Partial<Finding> & { readonly rule?: string; readonly severity?: Severity } = {},
): Finding {
  const rule = options.rule ?? "rls_disabled_in_public";
  const object = { kind: "relation", schema: "public", name, identity: `public.${name}` } as const;
  return {
    fingerprint: fingerprint(rule, object),
    rule,
    severity: "error",
    category: "rls",
    title: "Row level security is off",
    message: `public.${name} is open`,
    object,
    evidence: { kind: "table", columns: ["id", "owner"] },
    rationale: "Everybody reads it.",
    remediation: { sql: `alter table public.${name} enable row level security;`, safety: "review" },
    state: "new",
    docs: `docs/rules/${rule}.md`,
    ...options,
  };
}

/** UUID number `n`. */
export function runId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** 02:00 UTC of night `n`. */
export function nightOf(n: number): string {
  return new Date(Date.UTC(2026, 0, n, 2)).toISOString();
}

/** The report of night `n` with these findings, as it is before history is known. */
export function reportOf(n: number, findings: readonly Finding[]): Report {
  return {
    version: 1,
    run: {
      id: runId(n),
      started_at: nightOf(n),
      finished_at: new Date(Date.parse(nightOf(n)) + 1500).toISOString(),
      duration_ms: 1500,
      trigger: "cron",
      source: "database",
      server_version: "17.0",
      tool_version: "0.1.0",
      exposed_schemas: ["public"],
      exposed_schemas_source: "default",
    },
    summary: {
      error: 0,
      warn: 0,
      info: 0,
      new: 0,
      reopened: 0,
      resolved: 0,
      suppressed: 0,
      hidden: 0,
      not_evaluated: 0,
      objects: { relation: findings.length },
    },
    findings,
    not_evaluated: [],
    stale_suppressions: [],
  };
}

/** Starts and finishes night `n`; every rule of `fullyJudged` was judged on every subject. */
export async function storeNight(
  database: Database,
  night: {
    readonly n: number;
    readonly findings: readonly Finding[];
    readonly fullyJudged?: readonly string[];
  },
): Promise<Report> {
  const { run } = reportOf(night.n, []);
  await startRun(database, run);
  const fullyJudged = night.fullyJudged ?? ["rls_disabled_in_public", "rls_policy_always_true"];
  return finishRun(database, {
    report: reportOf(night.n, night.findings),
    judged: fullyJudged,
    fullyJudged,
    alerts: { threshold: "warn", channels: [{ type: "log", name: "night log" }] },
  });
}

/** The same database, with every statement passed to `onStatement` first; throwing there fails the statement. */
export function watched(database: Database, onStatement: (sql: string) => void): Database {
  const watch = (session: Session): Session => ({
    query: async (sql, parameters) => {
      onStatement(sql);
      return session.query(sql, parameters);
    },
    execute: async (sql) => {
      onStatement(sql);
      return session.execute(sql);
    },
  });
  return {
    kind: database.kind,
    label: database.label,
    ...watch(database),
    transaction: (mode, body) => database.transaction(mode, (session) => body(watch(session))),
    close: () => database.close(),
  };
}
