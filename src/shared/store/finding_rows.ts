import type { ObjectRef } from "../catalog/identity.ts";
import type {
  Acceptance,
  Category,
  Evidence,
  Finding,
  Location,
  Remediation,
  Severity,
  State,
} from "../findings/finding.ts";
import { isoTime } from "./store_session.ts";

/** A finding as it is stored: what was last seen of it. */
export interface StoredFinding extends Finding {
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly resolved_at?: string;
}

/** A row of `FINDING_COLUMNS`. */
export interface FindingRow {
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
  readonly location: Location | null;
  readonly root_cause: string | null;
  readonly docs: string;
  readonly state: State;
  readonly suppression: Acceptance | null;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly resolved_at: string | null;
}

/** Columns of a finding; needs `FINDING_SOURCE`. */
export const FINDING_COLUMNS = `
  fi.fingerprint,
  fi.rule,
  fi.severity,
  fi.category,
  fi.title,
  fi.message,
  fi.object,
  fi.evidence,
  fi.rationale,
  fi.remediation,
  fi.location,
  fi.root_cause,
  fi.docs,
  fi.state,
  case
    when fi.suppression is not null and (fi.suppressed_until is null or fi.suppressed_until > pg_catalog.now())
      then fi.suppression
    when su.id is not null
      then pg_catalog.jsonb_build_object(
        'reason', su.reason, 'owner', su.owner, 'expires_at', ${isoTime("su.expires_at")})
  end as suppression,
  ${isoTime("fi.first_seen_at")} as first_seen_at,
  ${isoTime("fi.last_seen_at")} as last_seen_at,
  ${isoTime("fi.resolved_at")} as resolved_at`;

/** Findings, each with the operator's suppression that holds at this moment. */
export const FINDING_SOURCE = `
  supawarden.findings fi
  left join supawarden.suppressions su
    on su.fingerprint = fi.fingerprint
    and su.expires_at > pg_catalog.now()`;

/** The order of `compareFindings`. */
export const FINDING_ORDER = `
  fi.severity_rank, fi.rule collate "C", fi.object_identity collate "C", fi.fingerprint collate "C"`;

/** A row without the columns that have no value. */
export function toStoredFinding(row: FindingRow): StoredFinding {
  const { location, root_cause, suppression, resolved_at, ...rest } = row;
  return {
    ...rest,
    ...(location === null ? {} : { location }),
    ...(root_cause === null ? {} : { root_cause }),
    ...(suppression === null ? {} : { suppression }),
    ...(resolved_at === null ? {} : { resolved_at }),
  };
}
