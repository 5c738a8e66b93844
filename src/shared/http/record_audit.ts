import { deliverAlerts } from "../alerts/deliver.ts";
import { auditAndStore, type StoredAuditOptions } from "../audit/recorded_audit.ts";
import { type AuditStep, continueAudit, startAudit } from "../audit/sliced_audit.ts";
import type { Database } from "../database/database.ts";
import { expectedManifest } from "./expected_manifest.ts";
import { failureRecord, findingRecord } from "./request_log.ts";
import type { Services } from "./services.ts";

/** A stored audit and what its log lines refer to. */
export interface AuditRequest {
  readonly requestId: string;
  readonly options: Omit<StoredAuditOptions, "source" | "clock" | "newId">;
}

/** Header of the request that makes the next slice of a run; its value is the run's id. */
export const CONTINUE_HEADER = "x-supawarden-continue";

/**
 * Audits the database, records the run, logs one line a finding that is new or back, and hands the outbox to the
 * background: what a receiver of alerts does must not hold up the report. Where the services divide large audits, this
 * makes the first slice, or the next one of the run that is named.
 */
export async function recordAudit(
  services: Services,
  request: AuditRequest & { readonly continues?: string },
): Promise<AuditStep> {
  const database = await services.connect();
  try {
    const step = await takeStep(database, { services, request });
    for (const finding of step.findings) {
      if (finding.suppression === undefined && (finding.state === "new" || finding.state === "reopened")) {
        services.log(findingRecord(finding, step.runId));
      }
    }
    services.waitUntil(step.more ? database.close() : deliver(database, { services, request }));
    return step;
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}

async function takeStep(
  database: Database,
  {
    services,
    request,
  }: { readonly services: Services; readonly request: AuditRequest & { readonly continues?: string } },
): Promise<AuditStep> {
  const given = request.options.manifest;
  const manifest = await expectedManifest(database, services, given);
  const options = {
    ...request.options,
    ...(manifest === undefined ? {} : { manifest }),
    // Later requests of the run bring none.
    ...(given === undefined ? {} : { keepManifest: true }),
    source: "database" as const,
    clock: services.clock,
    newId: services.newId,
    extraFindings: services.extraFindings?.(request.options.config) ?? [],
  };
  const { slicing } = services;
  if (slicing === undefined) {
    const report = await auditAndStore(database, options);
    return { runId: report.run.id, more: false, findings: report.findings, report };
  }
  const { budget } = slicing;
  return request.continues === undefined
    ? startAudit(database, { ...options, budget })
    : continueAudit(database, { ...options, budget, runId: request.continues });
}

async function deliver(
  database: Database,
  { services, request }: { readonly services: Services; readonly request: AuditRequest },
): Promise<void> {
  try {
    await deliverAlerts(database, {
      config: request.options.config,
      env: services.env,
      clock: services.clock,
      log: services.log,
    });
  } catch (error) {
    // The outbox keeps what was not sent for the next run.
    services.log(failureRecord(error, { request_id: request.requestId, during: "alerts" }));
  } finally {
    await database.close().catch(() => undefined);
  }
}
