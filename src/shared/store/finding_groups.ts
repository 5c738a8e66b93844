import type { Database } from "../database/database.ts";
import type { Severity } from "../findings/finding.ts";
import {
  FILTER_CONDITION,
  type FindingFilters,
  filterValues,
  GROUP_ID,
  IS_SUPPRESSED,
} from "./finding_filters.ts";
import { FINDING_ORDER, FINDING_SOURCE } from "./finding_rows.ts";
import { queryStore } from "./store_session.ts";

/** Findings that are read together: all of one root cause, else all of one rule and severity. */
export interface StoredFindingGroup {
  /** Opaque; the filter `group` of findings takes it. */
  readonly id: string;
  /** The worst of its findings. */
  readonly severity: Severity;
  readonly cause?: string;
  /** Statements that end the cause itself. */
  readonly cause_sql?: string;
  readonly count: number;
  /** How many of them are new or back. */
  readonly fresh: number;
  /** The rules of its findings, worst first. */
  readonly rules: readonly { readonly rule: string; readonly title: string; readonly count: number }[];
  /** Identities of the first objects. */
  readonly objects: readonly string[];
}

/** Findings counted. */
export interface FindingCounts {
  readonly error: number;
  readonly warn: number;
  readonly info: number;
  readonly new: number;
  readonly reopened: number;
  /** Accepted; in no other count. */
  readonly suppressed: number;
}

/** How many objects of a group are named. */
const NAMED_OBJECTS = 5;

/** Groups of the findings that the filters let through, worst and largest first. */
export async function listFindingGroups(
  database: Database,
  filters: FindingFilters,
): Promise<readonly StoredFindingGroup[]> {
  const rows = await queryStore<StoredFindingGroup & { cause: string | null; cause_sql: string | null }>(
    database,
    `with chosen as (
       select
         ${GROUP_ID} as id, fi.rule, fi.title, fi.severity, fi.severity_rank, fi.state, fi.root_cause,
         fi.object_identity, fi.remediation ->> 'cause_sql' as cause_sql,
         pg_catalog.row_number() over (order by ${FINDING_ORDER}) as place
       from ${FINDING_SOURCE}
       where ${FILTER_CONDITION}
     ),
     rules as (
       select
         one.id,
         pg_catalog.json_agg(
           pg_catalog.json_build_object('rule', one.rule, 'title', one.title, 'count', one.count)
           order by one.place
         ) as rules
       from (
         select ch.id, ch.rule, min(ch.title) as title, count(*)::int4 as count, min(ch.place) as place
         from chosen ch
         group by ch.id, ch.rule
       ) one
       group by one.id
     )
     select
       ch.id,
       (pg_catalog.array_agg(ch.severity order by ch.place))[1] as severity,
       min(ch.root_cause) as cause,
       min(ch.cause_sql) as cause_sql,
       count(*)::int4 as count,
       (count(*) filter (where ch.state in ('new', 'reopened')))::int4 as fresh,
       (select ru.rules from rules ru where ru.id = ch.id) as rules,
       pg_catalog.to_json((pg_catalog.array_agg(ch.object_identity order by ch.place))[1:${NAMED_OBJECTS}]) as objects
     from chosen ch
     group by ch.id
     order by min(ch.severity_rank), count(*) desc, min(ch.place)`,
    filterValues(filters),
  );
  return rows.map(({ cause, cause_sql, ...group }) => ({
    ...group,
    ...(cause === null ? {} : { cause }),
    ...(cause_sql === null ? {} : { cause_sql }),
  }));
}

/** Counts the findings that the filters let through. */
export async function countFindings(database: Database, filters: FindingFilters): Promise<FindingCounts> {
  const active = (condition: string) =>
    `(count(*) filter (where not ${IS_SUPPRESSED} and ${condition}))::int4`;
  const [row] = await queryStore<FindingCounts>(
    database,
    `select
       ${active("fi.severity = 'error'")} as error,
       ${active("fi.severity = 'warn'")} as warn,
       ${active("fi.severity = 'info'")} as info,
       ${active("fi.state = 'new'")} as new,
       ${active("fi.state = 'reopened'")} as reopened,
       (count(*) filter (where ${IS_SUPPRESSED}))::int4 as suppressed
     from ${FINDING_SOURCE}
     where ${FILTER_CONDITION}`,
    filterValues(filters),
  );
  return row ?? { error: 0, warn: 0, info: 0, new: 0, reopened: 0, suppressed: 0 };
}
