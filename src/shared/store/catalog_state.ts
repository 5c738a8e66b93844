import type { CatalogState } from "../catalog/catalog_state.ts";
import type { Session } from "../database/database.ts";
import type { Finding } from "../findings/finding.ts";
import type { NotEvaluatedRule } from "../findings/report.ts";
import type { FindingRow } from "./finding_rows.ts";
import { isoTime, queryStore, toJsonb } from "./store_session.ts";

/** What an unchanged night takes over beside findings. */
export interface CarriedFacts {
  /** Rules that look at live figures in this database: they are judged anew, and nothing here is theirs. */
  readonly live: readonly string[];
  readonly judged: readonly string[];
  readonly not_evaluated: readonly NotEvaluatedRule[];
  readonly hidden: number;
  /** Which acceptances of the configuration matched a finding, by their place. */
  readonly used_acceptances: readonly number[];
  readonly objects: Readonly<Record<string, number>>;
}

/** What a run leaves for the next one to compare with. */
export interface NewCatalogState {
  readonly state: CatalogState;
  /** Hash of what a judgement depends on beside the database. */
  readonly inputs: string;
  /** The first moment at which an acceptance of the configuration expires, ISO 8601. */
  readonly valid_until?: string;
  readonly carried: CarriedFacts;
}

/** A state that the stored findings stand for. */
export interface StoredCatalogState extends NewCatalogState {
  /** The run that judged everything. */
  readonly run_id: string;
  /** Start of the last run that saw the findings: that one, or one that found nothing changed since. */
  readonly seen_at: string;
}

/** Findings that the run at `seen_at` saw, of rules whose findings can be taken over. */
const CARRIED = carriedWhere("fi.last_seen_at = $1::timestamptz");

/** With those that a later run saw: one that broke off between two slices has stored some. */
const SEEN_SINCE = carriedWhere("fi.last_seen_at >= $1::timestamptz");

function carriedWhere(seen: string): string {
  return `
  from supawarden.findings fi
  where ${seen}
    and fi.state <> 'resolved'
    and fi.rule not in (select pg_catalog.jsonb_array_elements_text($2::text::jsonb))`;
}

const PRINT = "pg_catalog.concat(count(*), ':', sum(pg_catalog.hashtextextended(fi.fingerprint, 0)))";

/**
 * The stored state; nothing where there is none, where its row was copied from another database, or where the findings
 * are no longer those that it was written with.
 */
export async function readStoredState(session: Session): Promise<StoredCatalogState | undefined> {
  const [row] = await queryStore<{
    run_id: string;
    state: CatalogState;
    inputs: string;
    valid_until: string | null;
    carried: CarriedFacts;
    findings: string;
    seen_at: string;
  }>(
    session,
    `select
       cs.run_id::text as run_id,
       cs.state,
       cs.inputs,
       ${isoTime("cs.valid_until")} as valid_until,
       cs.carried,
       cs.findings,
       ${isoTime("seen.at")} as seen_at
     from supawarden.catalog_state cs
     join lateral (
       select max(ru.started_at) as at
       from supawarden.runs ru
       where ru.status = 'succeeded'
         and (ru.id = cs.run_id or ru.unchanged_since = cs.run_id)
     ) seen on seen.at is not null
     where cs.xmin = pg_catalog.xid(cs.written_by)`,
  );
  if (row === undefined) return undefined;
  const { findings, valid_until, ...stored } = row;
  const [now] = await queryStore<{ print: string }>(session, `select ${PRINT} as print ${SEEN_SINCE}`, [
    stored.seen_at,
    toJsonb(stored.carried.live),
  ]);
  if (now?.print !== findings) return undefined;
  return { ...stored, ...(valid_until === null ? {} : { valid_until }) };
}

/** Puts the state of a run that has stored its findings in place of the one before, or takes that one away. */
export async function replaceCatalogState(
  session: Session,
  run: { readonly id: string; readonly started_at: string; readonly state: NewCatalogState | undefined },
): Promise<void> {
  await queryStore(session, "delete from supawarden.catalog_state");
  if (run.state === undefined) return;
  const { state, inputs, valid_until, carried } = run.state;
  await queryStore(
    session,
    `insert into supawarden.catalog_state (run_id, state, inputs, valid_until, carried, findings)
     select $3::uuid, $4::text::jsonb, $5, $6::timestamptz, $7::text::jsonb, ${PRINT} ${CARRIED}`,
    [
      run.started_at,
      toJsonb(carried.live),
      run.id,
      toJsonb(state),
      inputs,
      valid_until ?? null,
      toJsonb(carried),
    ],
  );
}

/** The findings to take over, as the run saw them: without an operator's suppression, which has its own table. */
export async function carriedFindings(
  session: Session,
  stored: Pick<StoredCatalogState, "seen_at" | "carried">,
): Promise<readonly Finding[]> {
  const rows = await queryStore<Omit<FindingRow, "first_seen_at" | "last_seen_at" | "resolved_at">>(
    session,
    `select
       fi.fingerprint, fi.rule, fi.severity, fi.category, fi.title, fi.message, fi.object, fi.evidence, fi.rationale,
       fi.remediation, fi.location, fi.state, fi.docs, fi.root_cause, fi.suppression
     ${CARRIED}`,
    [stored.seen_at, toJsonb(stored.carried.live)],
  );
  return rows.map(({ location, state, docs, root_cause, suppression, ...facts }) => ({
    ...facts,
    ...(location === null ? {} : { location }),
    state,
    docs,
    ...(root_cause === null ? {} : { root_cause }),
    ...(suppression === null ? {} : { suppression }),
  }));
}

/** Marks the findings taken over as seen again. Whatever they were, they are open now. */
export async function keepFindings(
  session: Session,
  stored: Pick<StoredCatalogState, "seen_at" | "carried">,
  at: string,
): Promise<void> {
  await queryStore(
    session,
    `update supawarden.findings kept
     set state = 'open', last_seen_at = $3::timestamptz
     where kept.fingerprint in (select fi.fingerprint ${CARRIED})`,
    [stored.seen_at, toJsonb(stored.carried.live), at],
  );
}
