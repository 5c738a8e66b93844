import type { ObjectRef } from "../catalog/identity.ts";

/** Severities, worst first: the words of `supabase db advisors --level`. */
export const SEVERITIES = ["error", "warn", "info"] as const;

/** How bad a finding is: `error` exposes or loses data now, `warn` is likely to, `info` is worth knowing. */
export type Severity = (typeof SEVERITIES)[number];

/** Categories of rules. */
export const CATEGORIES = [
  "routine",
  "rls",
  "exposure",
  "vector",
  "ledger",
  "drift",
  "structure",
  "performance",
  "integrity",
  "operation",
  "migration",
] as const;

/** What a rule is about. */
export type Category = (typeof CATEGORIES)[number];

/** States in a finding's life: first seen in this run, seen before, gone, back again. */
export const STATES = ["new", "open", "resolved", "reopened"] as const;

/** Where a finding is in its life. */
export type State = (typeof STATES)[number];

/** SQL that repairs, and how far it may be trusted: `safe` changes nothing else, `review` may change behaviour. */
export interface Remediation {
  readonly sql?: string;
  readonly undo_sql?: string;
  /** Ends the root cause, so that it brings no new finding; what it brought is left to `sql`. */
  readonly cause_sql?: string;
  readonly safety: "safe" | "review";
  /** Why it needs review, or what to do where no SQL can. */
  readonly note?: string;
  /** How the SQL fared on a copy of the schema, where it was tried. */
  readonly proof?: Proof;
}

/** How a proof can end; `not proved` was not tried. */
export const PROOF_STATUSES = ["proved", "failed", "not proved"] as const;
/** What `undo_sql` does: brings the schema back, leaves a difference, is refused, or there is none. */
export const UNDO_RESULTS = ["restores", "differs", "fails", "none"] as const;

/** What trying a remediation on a copy of the schema showed: the copy has no rows, and its owner may do everything. */
export interface Proof {
  readonly status: (typeof PROOF_STATUSES)[number];
  /** Why it failed or was not tried; else what it changes for those who use the schema, where it changes something. */
  readonly reason?: string;
  /** Identities of the objects that differ afterwards. */
  readonly changes?: readonly string[];
  readonly undo?: (typeof UNDO_RESULTS)[number];
}

/** A place in a migration file. */
export interface Location {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column?: number;
}

/** Data of a finding: what was seen. Values are plain JSON. */
export type Evidence = { readonly [key: string]: EvidenceValue };
/** A value inside evidence. */
export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | readonly EvidenceValue[]
  | { readonly [key: string]: EvidenceValue };

/** A finding accepted on purpose. */
export interface Acceptance {
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601 date or time after which the finding counts again. */
  readonly expires_at?: string;
}

/** One rule's verdict on one object in one run, as everybody outside reads it (CONTRACT 3). */
export interface Finding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly title: string;
  readonly message: string;
  readonly object: ObjectRef;
  readonly evidence: Evidence;
  readonly rationale: string;
  readonly remediation: Remediation;
  readonly location?: Location;
  readonly state: State;
  readonly first_seen_at?: string;
  readonly suppression?: Acceptance;
  readonly docs: string;
  /** Findings with the same value have one cause (one default privilege, one loop) and are shown as a group. */
  readonly root_cause?: string;
}

/** Whether the severity is at least as bad as the threshold. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** Order of findings everywhere: worst first, then rule, object and place. Code units, so that it is the same on every host. */
export function compareFindings(left: Finding, right: Finding): number {
  return (
    SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
    compareText(left.rule, right.rule) ||
    compareText(left.object.identity, right.object.identity) ||
    comparePlaces(left.location, right.location) ||
    compareText(left.fingerprint, right.fingerprint)
  );
}

function comparePlaces(left: Location | undefined, right: Location | undefined): number {
  return (
    compareText(left?.file ?? "", right?.file ?? "") ||
    (left?.line ?? 0) - (right?.line ?? 0) ||
    (left?.column ?? 0) - (right?.column ?? 0)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
