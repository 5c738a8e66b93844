import { orphanBudget } from "../audit/orphan_budget.ts";
import { type AuditOptions, auditSnapshot } from "../audit/run.ts";
import { lookupOf } from "../catalog/lookup.ts";
import { readSnapshot } from "../catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Config } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { Report } from "../findings/report.ts";
import { driftPartReader } from "../manifest/drift_part_reader.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { type AssertionResult, runAssertions } from "./assertions.ts";
import { criticalIndexes } from "./critical_indexes.ts";
import * as data from "./data_integrity.ts";
import * as duplicates from "./duplicate_migrations.ts";
import { OBJECT_RULES } from "./manifest_objects.ts";
import { requiredTables } from "./required_tables.ts";
import * as rls from "./rls_enabled.ts";
import * as version from "./schema_version.ts";
import * as definer from "./security_definer.ts";
import { tableStructure } from "./table_structure.ts";
import * as vectors from "./vector_dimensions.ts";
import { CHECK_NAMES, type CheckFunction, type CheckInput, type CheckName, type Verdict } from "./verdict.ts";

const CHECKS: Readonly<Record<CheckName, CheckFunction>> = {
  schema_version: version.schemaVersion,
  required_tables: requiredTables,
  table_structure: tableStructure,
  vector_dimensions: vectors.vectorDimensions,
  duplicate_migrations: duplicates.duplicateMigrations,
  security_definer: definer.securityDefiner,
  rls_enabled: rls.rlsEnabled,
  critical_indexes: criticalIndexes,
  data_integrity: data.dataIntegrity,
};

/** Rules whose findings the checks rest on. */
export const VERIFY_RULES: readonly string[] = [
  ...vectors.NEEDED,
  ...vectors.ALSO,
  ...duplicates.NEEDED,
  ...definer.NEEDED,
  ...definer.ALSO,
  ...rls.NEEDED,
  ...data.ALSO,
];

/** The same with those that compare with a manifest, where there is one: without it they could only say that it is missing. */
function rulesFor(manifest: Manifest | undefined): readonly string[] {
  return manifest === undefined ? VERIFY_RULES : [...VERIFY_RULES, ...version.WITH_MANIFEST, ...OBJECT_RULES];
}

/** What a verdict is reached from. */
export interface VerifyInput {
  readonly snapshot: CatalogSnapshot;
  /** The same snapshot's report, of every rule. */
  readonly report: Report;
  readonly config: Config;
  /** What the report was judged with. */
  readonly manifest?: Manifest | undefined;
  /** Left out where there is no database to run the assertions on. */
  readonly assertions?: readonly AssertionResult[];
}

/** The nine checks on what was read. Suppressed findings and findings of severity `info` do not count. */
export function verifySnapshot(given: VerifyInput): Verdict {
  const { snapshot, report, config, manifest, assertions } = given;
  const input: CheckInput = { snapshot, lookup: lookupOf(snapshot), report, config, manifest, assertions };
  const checks = CHECK_NAMES.map((name) => ({ name, ...CHECKS[name](input) }));
  const having = (status: string) => checks.some((check) => check.status === status);
  return {
    version: 1,
    verdict: having("fail") ? "fail" : having("warn") ? "warn" : "pass",
    checks,
    run: report.run,
  };
}

/** Options of `verifyDatabase`: those of an audit; which rules are judged follows from the checks. */
export type VerifyOptions = Omit<AuditOptions, "rules" | "categories">;

/**
 * Reads a database, judges it and runs the configured assertions, all of it on one view of the data; writes nothing.
 * @throws SupawardenError as the audit does; an assertion that cannot be run is part of the verdict instead.
 */
export async function verifyDatabase(database: Database, options: VerifyOptions): Promise<Verdict> {
  const startedAt = options.clock();
  const { config, manifest } = options;
  const rules = rulesFor(manifest);
  const { snapshot, assertions } = await database.transaction("snapshot", async (session) => {
    // Reading changes the search path and the time limits of the transaction; the assertions are written for neither.
    await session.execute("savepoint reading");
    const read = await readSnapshot(session, {
      takenAt: startedAt,
      orphanBudget: orphanBudget(config, rules),
      drift: driftPartReader(manifest),
    });
    await session.execute("rollback to savepoint reading; release savepoint reading");
    return { snapshot: read, assertions: await runAssertions(session, config) };
  });
  const report = await auditSnapshot(snapshot, { ...options, rules });
  const verdict = verifySnapshot({ snapshot, report, config, manifest, assertions });
  const duration = Math.max(0, Date.parse(report.run.finished_at) - Date.parse(startedAt));
  return { ...verdict, run: { ...report.run, started_at: startedAt, duration_ms: duration } };
}
