import { deliverAlerts } from "../alerts/deliver.ts";
import { auditAndStore, type StoredAuditOptions } from "../audit/recorded_audit.ts";
import type { Report } from "../audit/report.ts";
import type { Database } from "../database/database.ts";
import { failureRecord, findingRecord } from "./request_log.ts";
import type { Services } from "./services.ts";

/** A stored audit and what its log lines refer to. */
export interface AuditRequest {
  readonly requestId: string;
  readonly options: Omit<StoredAuditOptions, "source" | "clock" | "newId">;
}

/**
 * Audits the database, records the run, logs one line a finding that is new or back, and hands the outbox to the
 * background: what a receiver of alerts does must not hold up the report.
 */
export async function recordAudit(services: Services, request: AuditRequest): Promise<Report> {
  const database = await services.connect();
  try {
    const report = await auditAndStore(database, {
      ...request.options,
      source: "database",
      clock: services.clock,
      newId: services.newId,
      extraFindings: services.extraFindings?.(request.options.config) ?? [],
    });
    for (const finding of report.findings) {
      if (finding.suppression === undefined && (finding.state === "new" || finding.state === "reopened")) {
        services.log(findingRecord(finding, report.run.id));
      }
    }
    services.waitUntil(deliver(database, { services, request }));
    return report;
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
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
