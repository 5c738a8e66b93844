import type { Report, Run } from "../audit/report.ts";
import type { CatalogLookup } from "../catalog/lookup.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Config } from "../config.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { AssertionResult } from "./assertions.ts";

/** The nine checks, in the order in which they are answered (CONTRACT 6). */
export const CHECK_NAMES = [
  "schema_version",
  "required_tables",
  "table_structure",
  "vector_dimensions",
  "duplicate_migrations",
  "security_definer",
  "rls_enabled",
  "critical_indexes",
  "data_integrity",
] as const;

/** Name of a check. */
export type CheckName = (typeof CHECK_NAMES)[number];

/** `not_evaluated` says that nothing is known, never that all is well. */
export type CheckStatus = "pass" | "warn" | "fail" | "not_evaluated";

/** What one check found. */
export interface CheckResult {
  readonly status: CheckStatus;
  /** What is missing or wrong, by name; or what was looked at. */
  readonly message: string;
  readonly expected?: EvidenceValue;
  readonly actual?: EvidenceValue;
  /** Fingerprints of the findings that the status rests on. */
  readonly findings: readonly string[];
}

/** A check in the verdict. */
export interface Check extends CheckResult {
  readonly name: CheckName;
}

/** The answer of `verify` (CONTRACT 6). */
export interface Verdict {
  readonly version: 1;
  /** `fail` when a check fails, else `warn` when one warns, else `pass`. */
  readonly verdict: "pass" | "warn" | "fail";
  readonly checks: readonly Check[];
  readonly run: Run;
}

/** What a check may look at. */
export interface CheckInput {
  readonly snapshot: CatalogSnapshot;
  readonly lookup: CatalogLookup;
  readonly report: Report;
  readonly config: Config;
  /** What the database should be, where that is known beside the configuration. */
  readonly manifest: Manifest | undefined;
  /** Results of the configured assertions; absent where there is no database to ask. */
  readonly assertions: readonly AssertionResult[] | undefined;
}

/** A check: a pure function of what was read. */
export type CheckFunction = (input: CheckInput) => CheckResult;

const RANK: readonly CheckStatus[] = ["fail", "warn", "not_evaluated", "pass"];

/** The worst of several results: a failure hides nothing, but a gap outweighs what passed. */
export function worstStatus(statuses: readonly CheckStatus[]): CheckStatus {
  return RANK.find((status) => statuses.includes(status)) ?? "not_evaluated";
}

/** A result that could not be reached, and why. */
export function notEvaluated(message: string): CheckResult {
  return { status: "not_evaluated", message, findings: [] };
}
