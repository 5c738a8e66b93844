import type { Database } from "../database/database.ts";
import { FINDING_ORDER, FINDING_SOURCE } from "../store/finding_rows.ts";
import { getRun, type StoredRunInFull } from "../store/runs.ts";
import { isoTime, queryStore } from "../store/store_session.ts";

/** Findings sent in one piece. */
const PAGE = 500;

/** A finding as JSON text, made by the server: a large report costs the function only the passing on. */
const FINDING_JSON = `(
  pg_catalog.jsonb_build_object(
    'fingerprint', fi.fingerprint, 'rule', fi.rule, 'severity', fi.severity, 'category', fi.category,
    'title', fi.title, 'message', fi.message, 'object', fi.object, 'evidence', fi.evidence,
    'rationale', fi.rationale, 'remediation', fi.remediation, 'state', fi.state, 'docs', fi.docs,
    'first_seen_at', ${isoTime("fi.first_seen_at")})
  || case when fi.location is null then '{}' else pg_catalog.jsonb_build_object('location', fi.location) end
  || case when fi.root_cause is null then '{}' else pg_catalog.jsonb_build_object('root_cause', fi.root_cause) end
  || case
    when fi.suppression is not null and (fi.suppressed_until is null or fi.suppressed_until > pg_catalog.now())
      then pg_catalog.jsonb_build_object('suppression', fi.suppression)
    when su.id is not null
      then pg_catalog.jsonb_build_object('suppression', pg_catalog.jsonb_build_object(
        'reason', su.reason, 'owner', su.owner, 'expires_at', ${isoTime("su.expires_at")}))
    else '{}'
  end
)::text`;

/**
 * The JSON report of a finished run, read from the store page by page. `close` is called when the last page was sent or
 * the reader went away.
 */
export async function storedReport(
  database: Database,
  runId: string,
  close: () => Promise<void>,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const run = await getRun(database, runId);
  if (run?.status !== "succeeded") return undefined;
  const encoder = new TextEncoder();
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const page = await findingsPage(database, run.started_at, sent);
        const head = sent === 0 ? reportHead(run) : page.findings === "" ? "" : ",";
        sent += page.count;
        const isLast = page.count < PAGE;
        controller.enqueue(encoder.encode(`${head}${page.findings}${isLast ? reportEnd(run) : ""}`));
        if (!isLast) return;
        await close();
        controller.close();
      } catch (error) {
        await close();
        controller.error(error);
      }
    },
    cancel: close,
  });
}

async function findingsPage(
  database: Database,
  startedAt: string,
  offset: number,
): Promise<{ readonly findings: string; readonly count: number }> {
  const [page] = await queryStore<{ findings: string; count: number }>(
    database,
    `select coalesce(pg_catalog.string_agg(page.json, ',' order by page.place), '') as findings, count(*)::int4 as count
     from (
       select ${FINDING_JSON} as json, pg_catalog.row_number() over (order by ${FINDING_ORDER}) as place
       from ${FINDING_SOURCE}
       where fi.state <> 'resolved'
         and fi.last_seen_at = $1::timestamptz
       order by ${FINDING_ORDER}
       offset $2::int4
       limit $3::int4
     ) page`,
    [startedAt, offset, PAGE],
  );
  return page ?? { findings: "", count: 0 };
}

function reportHead(run: StoredRunInFull): string {
  const {
    status: _,
    summary,
    not_evaluated: _rules,
    stale_suppressions: _stale,
    changes: _changes,
    ...facts
  } = run;
  return `{"version":1,"run":${JSON.stringify(facts)},"summary":${JSON.stringify(summary)},"findings":[`;
}

function reportEnd(run: StoredRunInFull): string {
  return `],"not_evaluated":${JSON.stringify(run.not_evaluated)},"stale_suppressions":${JSON.stringify(run.stale_suppressions)}}`;
}
