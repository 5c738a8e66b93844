import type { Category, Severity, State } from "../findings/finding.ts";

/** Which findings. Without `state` all that are not resolved. */
export interface FindingFilters {
  readonly state?: State;
  readonly severity?: Severity;
  readonly rule?: string;
  readonly category?: Category;
  /** Object identity as findings print it; `*` stands for any text. */
  readonly object?: string;
  /** Only those that are accepted at this moment, or only those that are not. */
  readonly suppressed?: boolean;
  /** Only those that came or came back at or after this moment, ISO 8601. */
  readonly since?: string;
  /** Only those of this group, by its id. */
  readonly group?: string;
}

/** Whether somebody has accepted the finding and the acceptance holds; needs `FINDING_SOURCE`. */
export const IS_SUPPRESSED = `(
  su.id is not null
  or (fi.suppression is not null and (fi.suppressed_until is null or fi.suppressed_until > pg_catalog.now()))
)`;

/** Id of the group that a finding is read with: all of one root cause, else all of one rule and severity. */
export const GROUP_ID = `
  pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
    case
      when fi.root_cause is null then 'rule ' || fi.severity || ' ' || fi.rule
      else 'cause ' || fi.root_cause
    end, 'UTF8')), 'hex')`;

/** The condition of the filters; its parameters are `filterValues`, from `$1` on. */
export const FILTER_CONDITION = `
  case when $1::text is null then fi.state <> 'resolved' else fi.state = $1::text end
  and ($2::text is null or fi.severity = $2::text)
  and ($3::text is null or fi.rule = $3::text)
  and ($4::text is null or fi.category = $4::text)
  and ($5::text is null or fi.object_identity like $5::text escape '!')
  and ($6::text is null or ${IS_SUPPRESSED} = ($6::text = 'true'))
  and (
    $7::text is null
    or fi.first_seen_at >= $7::text::timestamptz
    or exists (
      select
      from supawarden.finding_events ev
      where ev.fingerprint = fi.fingerprint
        and ev.state in ('new', 'reopened')
        and ev.at >= $7::text::timestamptz
    )
  )
  and ($8::text is null or ${GROUP_ID} = $8::text)`;

/** The parameters of `FILTER_CONDITION`. */
export function filterValues(filters: FindingFilters): readonly (string | null)[] {
  return [
    filters.state ?? null,
    filters.severity ?? null,
    filters.rule ?? null,
    filters.category ?? null,
    filters.object === undefined ? null : likePattern(filters.object),
    filters.suppressed === undefined ? null : String(filters.suppressed),
    filters.since ?? null,
    filters.group ?? null,
  ];
}

/** `*` becomes `%`; what `like` would take for a wildcard stands for itself. */
function likePattern(pattern: string): string {
  return pattern.replace(/[!%_]/g, "!$&").replaceAll("*", "%");
}
