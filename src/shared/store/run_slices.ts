import type { CatalogState } from "../catalog/catalog_state.ts";
import type { ScopeRequest } from "../catalog/reading_scope.ts";
import type { Session } from "../database/database.ts";
import type { Category } from "../findings/finding.ts";
import type { Trigger } from "../findings/report.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { StoredCatalogState } from "./catalog_state.ts";
import { isoTime, queryStore, toJsonb } from "./store_session.ts";

/** Some rules, on the whole database or on a part of it. */
export interface PlannedSlice {
  /** Ids of the rules. */
  readonly rules: readonly string[];
  readonly scope?: ScopeRequest;
  /** Judges nothing: what the policies and bodies of the scope say is parsed and kept for the slices that do. */
  readonly texts?: true;
}

/** What a rule says beside its findings, over all slices that judged it so far. */
export interface RuleFacts {
  /** It looks at live figures in this database. */
  readonly live: boolean;
  readonly judged: boolean;
  /** On every subject. */
  readonly fully: boolean;
  /** Why not, or not wholly. */
  readonly reasons: readonly string[];
  /** How many findings the configuration hides. */
  readonly hidden: number;
  /** Acceptances of the configuration that matched a finding, by their place. */
  readonly used: readonly number[];
}

/** By rule. */
export type SaidByRules = Readonly<Record<string, RuleFacts>>;

/** How far a run in slices has come. */
export interface SliceProgress {
  readonly plan: readonly PlannedSlice[];
  /** The slice to make next. */
  readonly next: number;
  /** What the run is limited to, and the manifest that only its first request brought. */
  readonly selection: {
    readonly rules?: readonly string[];
    readonly categories?: readonly Category[];
    readonly manifest?: Manifest;
  };
  /** Hash of what a judgement depends on beside the database: every slice has to be judged by the same. */
  readonly inputs: string;
  /** How often the run was started anew because something changed between two slices. */
  readonly restarts: number;
  /** The state of the catalogs that every slice has to find. */
  readonly state: CatalogState;
  /** False once a part of the database or of the runtime failed. */
  readonly reliable: boolean;
  /** What the slices so far said beside findings. */
  readonly said: SaidByRules;
  /** Fingerprints that the shards so far could not judge. */
  readonly unjudged: readonly string[];
  /** How many objects of each kind were looked at: by slices that saw all of them, and by shards, whose numbers add up. */
  readonly seen: Readonly<Record<string, number>>;
  readonly seenByShards: Readonly<Record<string, number>>;
  /** The earlier run whose findings are taken over, where nothing has changed since. */
  readonly unchanged?: StoredCatalogState;
}

/** A run that is made in slices, as far as it is recorded. */
export interface SlicedRun {
  readonly id: string;
  readonly trigger: Trigger;
  readonly started_at: string;
  readonly git_commit: string | null;
  readonly slices: SliceProgress;
}

/** Records how far a run has come. */
export async function saveProgress(session: Session, id: string, progress: SliceProgress): Promise<void> {
  await queryStore(
    session,
    `update supawarden.runs
     set slices = $2::text::jsonb, slices_at = pg_catalog.clock_timestamp()
     where id = $1::uuid and status = 'running'`,
    [id, toJsonb(progress)],
  );
}

/** A run in slices that is not finished; nothing where there is none of this id. */
export async function readSlicedRun(session: Session, id: string): Promise<SlicedRun | undefined> {
  const [row] = await queryStore<SlicedRun>(
    session,
    `select ru.id::text as id, ru.trigger, ${isoTime("ru.started_at")} as started_at, ru.git_commit, ru.slices
     from supawarden.runs ru
     where ru.id::text = pg_catalog.lower($1) and ru.status = 'running' and ru.slices is not null`,
    [id],
  );
  return row;
}

/** Minutes after which slices that stand still are taken for abandoned: no invocation lives longer. */
const STANDSTILL = 7;

/** Id of a run that is between two slices: no session holds the lock then, and it must not be called abandoned. */
export async function runBetweenSlices(session: Session): Promise<string | undefined> {
  const [row] = await queryStore<{ id: string }>(
    session,
    `select ru.id::text as id
     from supawarden.runs ru
     where ru.status = 'running'
       and ru.slices_at > pg_catalog.clock_timestamp() - interval '${STANDSTILL} minutes'
     limit 1`,
  );
  return row?.id;
}
