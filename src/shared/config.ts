import { z } from "zod";
import { REQUIRABLE_KINDS } from "./catalog/identity.ts";
import { SupawardenError } from "./errors.ts";
import { SEVERITIES } from "./findings/finding.ts";
import { nearest } from "./nearest.ts";

const severity = z.enum(SEVERITIES);
const date = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "expected an ISO 8601 date such as 2027-01-31");

const acceptance = {
  reason: z.string().min(3).describe("Why it is accepted"),
  owner: z.string().min(1).describe("Who answers for it"),
  expires_at: date.optional().describe("ISO 8601 date after which it counts again"),
};

const allowance = z.strictObject({
  object: z.string().min(1).describe("Object identity as findings print it; * stands for any text"),
  ...acceptance,
});

const suppression = z.strictObject({
  rule: z.string().min(1).describe("Rule id; * for every rule"),
  object: z.string().min(1).describe("Object identity as findings print it; * stands for any text"),
  ...acceptance,
});

const ruleSettings = z.strictObject({
  enabled: z.boolean().optional().describe("false leaves the rule out; the report says so"),
  severity: severity.optional().describe("Severity to report instead of the rule's own"),
  allow: z.array(allowance).optional().describe("Objects for which the rule is right to be broken"),
});

const orphanSettings = ruleSettings.extend({
  budget_ms: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .optional()
    .describe("Time for all counts of a run together; default 2000, 0 counts nothing"),
});

const dimension = z.number().int().positive();
const model = z.union([z.string().min(1), dimension]);

const vector = z.strictObject({
  models: z.record(z.string(), dimension).optional().describe("Embedding model → dimension"),
  columns: z
    .record(z.string(), z.union([model, z.array(model)]))
    .optional()
    .describe("schema.table.column → model name or dimension, or several of them"),
  routines: z
    .record(z.string(), z.union([model, z.array(model)]))
    .optional()
    .describe("Routine signature, or schema.name → model name or dimension, or several of them"),
});

const column = z.strictObject({
  type: z.string().optional().describe("Type as format_type prints it"),
  not_null: z.boolean().optional(),
});

const verify = z.strictObject({
  schema_version: z.string().optional().describe("Newest migration version that must be applied"),
  required_tables: z.array(z.string()).optional().describe("schema.table"),
  table_structure: z
    .record(z.string(), z.record(z.string(), column))
    .optional()
    .describe("schema.table → column → expected attributes"),
  vector_dimensions: z.record(z.string(), dimension).optional().describe("schema.table.column → dimension"),
  critical_indexes: z
    .array(z.union([z.string(), z.strictObject({ table: z.string(), columns: z.array(z.string()).min(1) })]))
    .optional()
    .describe("schema.index, or a table and the columns an index must lead with"),
  data_assertions: z
    .array(z.strictObject({ name: z.string().min(1), sql: z.string().min(1) }))
    .optional()
    .describe("Queries that must return no row; run read-only with a time limit"),
  assertion_timeout_ms: z.number().int().positive().max(60_000).optional(),
});

const requiredObject = z.strictObject({
  kind: z.enum(REQUIRABLE_KINDS),
  identity: z
    .string()
    .min(1)
    .describe(
      "As findings print it: schema.table, schema.table.column, schema.routine or its signature, policy on schema.table, name of a role, bucket, cron job …",
    ),
});

const url = z.url({ protocol: /^https?$/ });
const alerts = z.strictObject({
  threshold: severity.optional().describe("Least severity that is alerted on; default error"),
  channels: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({
          type: z.literal("webhook"),
          name: z.string().min(1),
          url: url.optional(),
          url_env: z.string().optional().describe("Environment variable that holds the URL"),
          secret_env: z.string().optional().describe("Environment variable that holds the HMAC key"),
        }),
        z.strictObject({
          type: z.literal("slack"),
          name: z.string().min(1),
          url: url.optional(),
          url_env: z.string().optional().describe("Environment variable that holds the URL"),
        }),
        z.strictObject({
          type: z.literal("realtime"),
          name: z.string().min(1),
          topic: z.string().min(1).default("supawarden"),
        }),
        z.strictObject({ type: z.literal("log"), name: z.string().min(1) }),
      ]),
    )
    .optional(),
});

const auth = z.strictObject({
  secret_key_names: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Names in SUPABASE_SECRET_KEYS that are accepted; default any"),
  allow_legacy_service_role: z
    .boolean()
    .optional()
    .describe("Accept SUPABASE_SERVICE_ROLE_KEY; default false"),
});

const analyze = z.strictObject({
  max_file_bytes: z.number().int().positive().optional().describe("Bytes of a migration; default 32768"),
  max_file_concerns: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Kinds of work (tables, functions, policies, data …) in one migration; default 5"),
  concern_relations: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Relations in a migration from which on too many kinds of work are reported; default 5"),
  domains: z
    .record(z.string().min(1), z.array(z.string().min(1)).min(1))
    .optional()
    .describe(
      "Domain → words of object names that belong to it; asked before the built-in ones, and in place of one of the same name",
    ),
});

const configSchema = z.strictObject({
  $schema: z.string().optional(),
  exposed_schemas: z.array(z.string().min(1)).optional().describe("Schemas that the Data API serves"),
  full_audits: z
    .boolean()
    .optional()
    .describe(
      "true judges everything in every recorded audit, also where nothing has changed since the last",
    ),
  rules: z.object({ orphaned_rows: orphanSettings.optional() }).catchall(ruleSettings).optional(),
  suppressions: z.array(suppression).optional(),
  vector: vector.optional(),
  analyze: analyze.optional().describe("How `analyze` judges migration folders"),
  verify: verify.optional(),
  required_objects: z
    .array(requiredObject)
    .optional()
    .describe("Objects without which the project does not work"),
  alerts: alerts.optional(),
  auth: auth.optional(),
});

/** The contents of `supawarden.config.json`. */
export type Config = z.infer<typeof configSchema>;

/** The configuration's JSON Schema (draft 2020-12), published as `supawarden.schema.json`. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: "input" });
}

/**
 * Validates a configuration.
 * @param known ids of all rules, so that a misspelt one is named.
 * @throws SupawardenError `config` that names the place, what was expected, and the nearest known key.
 */
export function parseConfig(value: unknown, known: readonly string[] = []): Config {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new SupawardenError("config", parsed.error.issues.map(describe).join("; "));
  if (known.length > 0) {
    const named = [
      ...Object.keys(parsed.data.rules ?? {}),
      ...(parsed.data.suppressions ?? []).map((entry) => entry.rule).filter((rule) => rule !== "*"),
    ];
    for (const rule of named) {
      if (!known.includes(rule)) {
        throw new SupawardenError("config", `unknown rule "${rule}"${didYouMean(rule, known)}`, {
          hint: "`supawarden rules` lists them.",
        });
      }
    }
  }
  return parsed.data;
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  if (issue.code === "unrecognized_keys") {
    const siblings = keysAt(issue.path);
    return issue.keys.map((key) => `${place}unknown key "${key}"${didYouMean(key, siblings)}`).join("; ");
  }
  return `${place}${issue.message}`;
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = configJsonSchema();
  for (const part of path) {
    const node = schema as {
      properties?: Record<string, unknown>;
      additionalProperties?: unknown;
      items?: unknown;
    };
    schema =
      typeof part === "number" ? node.items : (node.properties?.[String(part)] ?? node.additionalProperties);
    if (typeof schema !== "object" || schema === null) return [];
  }
  return Object.keys((schema as { properties?: object }).properties ?? {});
}

function didYouMean(word: string, candidates: readonly string[]): string {
  const close = nearest(word, candidates);
  return close === undefined ? "" : `, did you mean "${close}"?`;
}
