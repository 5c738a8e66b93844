import type { Finding } from "./finding.ts";
import type { SuppressionUse } from "./suppressions.ts";

/** What started a run. */
export type Trigger = "cli" | "http" | "cron";

/** What was judged: a live database, a folder of migrations replayed on the shadow database, a saved snapshot. */
export type Source = "database" | "migrations" | "snapshot";

/** Facts of one run. */
export interface Run {
  readonly id: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly duration_ms: number;
  readonly trigger: Trigger;
  readonly source: Source;
  readonly server_version: string;
  readonly tool_version: string;
  readonly git_commit?: string;
  readonly exposed_schemas: readonly string[];
  readonly exposed_schemas_source: "config" | "authenticator" | "default";
}

/** Counts of a run. Those by severity leave out suppressed and resolved findings. */
export interface Summary {
  readonly error: number;
  readonly warn: number;
  readonly info: number;
  readonly new: number;
  readonly reopened: number;
  readonly resolved: number;
  readonly suppressed: number;
  /** Findings that a filter or the rule's `enabled: false` left out of `findings`. */
  readonly hidden: number;
  readonly not_evaluated: number;
  /** How many objects were looked at, by kind. */
  readonly objects: Readonly<Record<string, number>>;
}

/** A rule that could not be judged, wholly or for some of its subjects. */
export interface NotEvaluatedRule {
  readonly rule: string;
  readonly reason: string;
}

/** The JSON report, version 1 (CONTRACT 3). */
export interface Report {
  readonly version: 1;
  readonly run: Run;
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly not_evaluated: readonly NotEvaluatedRule[];
  /** Suppressions and allowances of the configuration that are expired or matched nothing. */
  readonly stale_suppressions: readonly SuppressionUse[];
}
