import { z } from "@hono/zod-openapi";
import { CATEGORIES, PROOF_STATUSES, SEVERITIES, STATES, UNDO_RESULTS } from "../findings/finding.ts";
import { RUN_STATUSES } from "../store/runs.ts";

const time = z.iso.datetime();
const acceptance = z.object({ reason: z.string(), owner: z.string(), expires_at: z.string().optional() });

/** An object that a finding names. */
export const objectSchema = z.object({
  kind: z.string(),
  schema: z.string().optional(),
  name: z.string(),
  table: z.string().optional(),
  signature: z.string().optional(),
  identity: z.string(),
});

const findingFields = z.object({
  fingerprint: z.string().openapi({ description: "sha-256 hex, stable across runs and servers" }),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  category: z.enum(CATEGORIES),
  title: z.string(),
  message: z.string(),
  object: objectSchema,
  evidence: z.record(z.string(), z.unknown()),
  rationale: z.string(),
  remediation: z.object({
    sql: z.string().optional(),
    undo_sql: z.string().optional(),
    cause_sql: z.string().optional(),
    safety: z.enum(["safe", "review"]),
    note: z.string().optional(),
    proof: z
      .object({
        status: z.enum(PROOF_STATUSES),
        reason: z.string().optional(),
        changes: z.array(z.string()).optional(),
        undo: z.enum(UNDO_RESULTS).optional(),
      })
      .optional(),
  }),
  location: z.object({ file: z.string(), line: z.int(), column: z.int().optional() }).optional(),
  state: z.enum(STATES),
  first_seen_at: time.optional(),
  suppression: acceptance.optional(),
  docs: z.string(),
  root_cause: z.string().optional(),
});

/** A finding of a report. */
export const findingSchema = findingFields.openapi("Finding");

const storedFields = findingFields.extend({
  first_seen_at: time,
  last_seen_at: time,
  resolved_at: time.optional(),
});

/** A finding of the store. */
export const storedFindingSchema = storedFields.openapi("StoredFinding");

/** A finding of the store with its history. */
export const findingWithEventsSchema = storedFields
  .extend({
    events: z.array(
      z.object({
        run_id: z.uuid(),
        at: time,
        state: z.enum(STATES),
        previous_state: z.enum(STATES).optional(),
        severity: z.enum(SEVERITIES),
      }),
    ),
  })
  .openapi("FindingWithEvents");

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

const summarySchema = z.object({
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
});
const notEvaluated = z.array(z.object({ rule: z.string(), reason: z.string() }));
const staleSuppressions = z.array(z.record(z.string(), z.string()));

const storedRunFields = z.object({
  id: z.uuid(),
  status: z.enum(RUN_STATUSES),
  trigger: z.enum(["cli", "http", "cron"]),
  source: z.enum(["database", "migrations", "snapshot"]),
  started_at: time,
  finished_at: time.optional(),
  duration_ms: z.int().optional(),
  tool_version: z.string(),
  server_version: z.string().optional(),
  git_commit: z.string().optional(),
  exposed_schemas: z.array(z.string()),
  exposed_schemas_source: z.enum(["config", "authenticator", "default"]).optional(),
  summary: summarySchema.optional(),
  unchanged_since: z.uuid().optional().openapi({
    description: "The run since which nothing had changed: most findings were taken over from it",
  }),
  error: z.string().optional(),
});

/** A run of the store. */
export const storedRunSchema = storedRunFields.openapi("StoredRun");

/** A run of the store with what it left unjudged and what it changed. */
export const storedRunInFullSchema = storedRunFields
  .extend({
    not_evaluated: notEvaluated,
    stale_suppressions: staleSuppressions,
    changes: z.array(
      z.object({
        fingerprint: z.string(),
        rule: z.string(),
        severity: z.enum(SEVERITIES),
        object: objectSchema,
        state: z.enum(STATES),
        previous_state: z.enum(STATES).optional(),
      }),
    ),
  })
  .openapi("StoredRunInFull");

/** The JSON report. */
export const reportSchema = z
  .object({
    version: z.literal(1),
    run: runFacts,
    summary: summarySchema,
    findings: z.array(findingSchema),
    not_evaluated: notEvaluated,
    stale_suppressions: staleSuppressions,
  })
  .openapi("Report");

/** The verdict of verify. */
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
