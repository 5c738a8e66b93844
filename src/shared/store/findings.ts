import type { Database } from "../database/database.ts";
import { type Category, SEVERITIES, type Severity, type State } from "../findings/finding.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import {
  FINDING_COLUMNS,
  FINDING_ORDER,
  FINDING_SOURCE,
  type FindingRow,
  type StoredFinding,
  toStoredFinding,
} from "./finding_rows.ts";
import { isoTime, queryStore } from "./store_session.ts";

/** Which findings. Without `state` all that are not resolved. */
export interface FindingFilters {
  readonly state?: State;
  readonly severity?: Severity;
  readonly rule?: string;
  readonly category?: Category;
  /** Object identity as findings print it; `*` stands for any text. */
  readonly object?: string;
  /** `next_cursor` of the page before. */
  readonly cursor?: string;
  /** Findings a page. */
  readonly limit: number;
}

/** Stored findings in the order of reports: worst first, then rule, then object. */
export async function listFindings(
  database: Database,
  filters: FindingFilters,
): Promise<{ readonly findings: readonly StoredFinding[]; readonly next_cursor?: string }> {
  const after = filters.cursor === undefined ? [] : decodeCursor(filters.cursor, 4);
  const rows = await queryStore<FindingRow>(
    database,
    `select ${FINDING_COLUMNS}
     from ${FINDING_SOURCE}
     where case when $1::text is null then fi.state <> 'resolved' else fi.state = $1::text end
       and ($2::text is null or fi.severity = $2::text)
       and ($3::text is null or fi.rule = $3::text)
       and ($4::text is null or fi.category = $4::text)
       and ($5::text is null or fi.object_identity like $5::text escape '!')
       and (
         $6::text is null
         or (fi.severity_rank, fi.rule collate "C", fi.object_identity collate "C", fi.fingerprint collate "C")
           > ($6::text::int4, $7::text, $8::text, $9::text)
       )
     order by ${FINDING_ORDER}
     limit $10::int4`,
    [
      filters.state ?? null,
      filters.severity ?? null,
      filters.rule ?? null,
      filters.category ?? null,
      filters.object === undefined ? null : likePattern(filters.object),
      ...[0, 1, 2, 3].map((part) => after[part] ?? null),
      filters.limit + 1,
    ],
  );
  const findings = rows.slice(0, filters.limit).map(toStoredFinding);
  const last = rows.length > filters.limit ? findings.at(-1) : undefined;
  return { findings, ...(last === undefined ? {} : { next_cursor: cursorAfter(last) }) };
}

function cursorAfter(finding: StoredFinding): string {
  const rank = SEVERITIES.indexOf(finding.severity);
  return encodeCursor([String(rank), finding.rule, finding.object.identity, finding.fingerprint]);
}

/** `*` becomes `%`; what `like` would take for a wildcard stands for itself. */
function likePattern(pattern: string): string {
  return pattern.replace(/[!%_]/g, "!$&").replaceAll("*", "%");
}

/** A change of a finding's state. */
export interface FindingEvent {
  readonly run_id: string;
  /** Start of the run that saw it, ISO 8601 in UTC. */
  readonly at: string;
  readonly state: State;
  readonly previous_state?: State;
  readonly severity: Severity;
}

/** A finding and its history. */
export interface FindingWithEvents extends StoredFinding {
  /** Oldest first. */
  readonly events: readonly FindingEvent[];
}

/** One finding with its events; `undefined` when no run ever saw it. */
export async function getFinding(
  database: Database,
  fingerprint: string,
): Promise<FindingWithEvents | undefined> {
  const [row] = await queryStore<FindingRow>(
    database,
    `select ${FINDING_COLUMNS} from ${FINDING_SOURCE} where fi.fingerprint = $1`,
    [fingerprint],
  );
  if (row === undefined) return undefined;
  const events = await queryStore<Omit<FindingEvent, "previous_state"> & { previous_state: State | null }>(
    database,
    `select ev.run_id::text as run_id, ${isoTime("ev.at")} as at, ev.state, ev.previous_state, ev.severity
     from supawarden.finding_events ev
     join supawarden.runs ru on ru.id = ev.run_id
     where ev.fingerprint = $1
     order by ru.started_at, ru.id`,
    [fingerprint],
  );
  return {
    ...toStoredFinding(row),
    events: events.map(({ previous_state, ...event }) =>
      previous_state === null ? event : { ...event, previous_state },
    ),
  };
}
