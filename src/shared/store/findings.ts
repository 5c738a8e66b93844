import type { Database } from "../database/database.ts";
import { SEVERITIES, type Severity, type State } from "../findings/finding.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { FILTER_CONDITION, type FindingFilters, filterValues } from "./finding_filters.ts";
import {
  FINDING_COLUMNS,
  FINDING_ORDER,
  FINDING_SOURCE,
  type FindingRow,
  type StoredFinding,
  toStoredFinding,
} from "./finding_rows.ts";
import { isoTime, queryStore } from "./store_session.ts";

/** A page of findings. */
export interface FindingPage extends FindingFilters {
  /** `next_cursor` of the page before. */
  readonly cursor?: string;
  /** Findings a page. */
  readonly limit: number;
}

/** Stored findings in the order of reports: worst first, then rule, then object. */
export async function listFindings(
  database: Database,
  filters: FindingPage,
): Promise<{ readonly findings: readonly StoredFinding[]; readonly next_cursor?: string }> {
  const after = filters.cursor === undefined ? [] : decodeCursor(filters.cursor, 4);
  const rows = await queryStore<FindingRow>(
    database,
    `select ${FINDING_COLUMNS}
     from ${FINDING_SOURCE}
     where ${FILTER_CONDITION}
       and (
         $9::text is null
         or (fi.severity_rank, fi.rule collate "C", fi.object_identity collate "C", fi.fingerprint collate "C")
           > ($9::text::int4, $10::text, $11::text, $12::text)
       )
     order by ${FINDING_ORDER}
     limit $13::int4`,
    [...filterValues(filters), ...[0, 1, 2, 3].map((part) => after[part] ?? null), filters.limit + 1],
  );
  const findings = rows.slice(0, filters.limit).map(toStoredFinding);
  const last = rows.length > filters.limit ? findings.at(-1) : undefined;
  return { findings, ...(last === undefined ? {} : { next_cursor: cursorAfter(last) }) };
}

function cursorAfter(finding: StoredFinding): string {
  const rank = SEVERITIES.indexOf(finding.severity);
  return encodeCursor([String(rank), finding.rule, finding.object.identity, finding.fingerprint]);
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
