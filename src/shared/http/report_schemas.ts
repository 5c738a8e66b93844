import { z } from "@hono/zod-openapi";
import { CATEGORIES, SEVERITIES, STATES } from "../findings/finding.ts";

/** Shapes of the answers, for the OpenAPI document. */
const time = z.iso.datetime();
const acceptance = z.object({ reason: z.string(), owner: z.string(), expires_at: z.string().optional() });

export const findingSchema = z
  .object({
    fingerprint: z.string().openapi({ description: "sha-256 hex, stable across runs and servers" }),
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    category: z.enum(CATEGORIES),
    title: z.string(),
    message: z.string(),
    object: z.object({
      kind: z.string(),
      schema: z.string().optional(),
      name: z.string(),
      table: z.string().optional(),
      signature: z.string().optional(),
      identity: z.string(),
    }),
    evidence: z.record(z.string(), z.unknown()),
    rationale: z.string(),
    remediation: z.object({
      sql: z.string().optional(),
      undo_sql: z.string().optional(),
      safety: z.enum(["safe", "review"]),
      note: z.string().optional(),
    }),
    location: z.object({ file: z.string(), line: z.int(), column: z.int().optional() }).optional(),
    state: z.enum(STATES),
    first_seen_at: time.optional(),
    suppression: acceptance.optional(),
    docs: z.string(),
    root_cause: z.string().optional(),
  })
  .openapi("Finding");

const runFacts = z
  .object({
    id: z.uuid(),
    started_at: time,
    finished_at: time,
    duration_ms: z.int(),
    trigger: z.enum(["cli", "http", "cron"]),
    source: z.enum(["database", "migrations", "snapshot"]),
    server_version: z.string(),
    tool_version: z.string(),
    git_commit: z.string().optional(),
    exposed_schemas: z.array(z.string()),
    exposed_schemas_source: z.enum(["config", "authenticator", "default"]),
  })
  .openapi("Run");

export const reportSchema = z
  .object({
    version: z.literal(1),
    run: runFacts,
    summary: z.object({
      error: z.int(),
      warn: z.int(),
      info: z.int(),
      new: z.int(),
      reopened: z.int(),
      resolved: z.int(),
      suppressed: z.int(),
      hidden: z.int(),
      not_evaluated: z.int(),
      objects: z.record(z.string(), z.int()),
    }),
    findings: z.array(findingSchema),
    not_evaluated: z.array(z.object({ rule: z.string(), reason: z.string() })),
    stale_suppressions: z.array(z.record(z.string(), z.string())),
  })
  .openapi("Report");

export const verdictSchema = z
  .object({
    version: z.literal(1),
    verdict: z.enum(["pass", "warn", "fail"]),
    checks: z.array(
      z.object({
        name: z.string(),
        status: z.enum(["pass", "warn", "fail", "not_evaluated"]),
        message: z.string(),
        expected: z.unknown().optional(),
        actual: z.unknown().optional(),
        findings: z.array(z.string()),
      }),
    ),
    run: runFacts,
  })
  .openapi("Verdict");
