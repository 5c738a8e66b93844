import type { Database } from "../../shared/database/database.ts";
import { compareFindings, type Finding, STATES } from "../../shared/findings/finding.ts";
import type { Report } from "../../shared/findings/report.ts";
import { listFindings } from "../../shared/store/findings.ts";
import { getRun, listRuns } from "../../shared/store/runs.ts";

/** Findings fetched at once. */
const PAGE = 200;

/** The current findings with the facts of the last run that succeeded; `undefined` before the first one. */
export async function storedReport(database: Database): Promise<Report | undefined> {
  const { runs } = await listRuns(database, { limit: 50 });
  const last = runs.find((run) => run.status === "succeeded");
  const run = last === undefined ? undefined : await getRun(database, last.id);
  if (run?.summary === undefined || run.finished_at === undefined) return undefined;
  return {
    version: 1,
    run: {
      id: run.id,
      started_at: run.started_at,
      finished_at: run.finished_at,
      duration_ms: run.duration_ms ?? 0,
      trigger: run.trigger,
      source: run.source,
      server_version: run.server_version ?? "",
      tool_version: run.tool_version,
      exposed_schemas: run.exposed_schemas,
      exposed_schemas_source: run.exposed_schemas_source ?? "default",
    },
    summary: run.summary,
    findings: [...(await currentFindings(database))].sort(compareFindings),
    not_evaluated: run.not_evaluated,
    stale_suppressions: run.stale_suppressions,
  };
}

async function currentFindings(database: Database): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const state of STATES) {
    if (state === "resolved") continue;
    let cursor: string | undefined;
    do {
      const page = await listFindings(database, {
        state,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.findings);
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  }
  return found;
}
