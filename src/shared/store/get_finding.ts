import type { Database } from "../database/database.ts";
import type { Severity, State } from "../findings/finding.ts";
import {
  FINDING_COLUMNS,
  FINDING_SOURCE,
  type FindingRow,
  type StoredFinding,
  toStoredFinding,
} from "./finding_rows.ts";
import { isoTime, queryStore } from "./store_session.ts";

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
