import { type Database, messageOf } from "../database/database.ts";
import { failRun, startRun } from "../store/runs.ts";
import { TOOL_VERSION } from "../version.ts";
import type { StartedAudit, StoredAuditOptions } from "./recorded_audit.ts";

/** Records a run as running. The caller holds the run lock. */
export async function announceRun<Options extends StoredAuditOptions>(
  database: Database,
  options: Options,
): Promise<Options & StartedAudit> {
  const run = { ...options, id: options.runId ?? options.newId(), startedAt: options.clock() };
  await startRun(database, {
    id: run.id,
    trigger: run.trigger,
    source: run.source,
    started_at: run.startedAt,
    tool_version: TOOL_VERSION,
    ...(run.gitCommit === undefined ? {} : { git_commit: run.gitCommit }),
  });
  run.onStarted?.();
  return run;
}

/** Does the work of an announced run; where that fails, the run is recorded as failed. */
export async function recordingFailure<Result>(
  database: Database,
  run: StartedAudit,
  body: () => Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    // The database may be what failed; then the next run marks this one abandoned.
    const failure = { finished_at: run.clock(), message: messageOf(error) };
    await failRun(database, run.id, failure).catch(() => undefined);
    throw error;
  }
}
