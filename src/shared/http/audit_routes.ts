import { createRoute, z } from "@hono/zod-openapi";
import { type AuditOptions, auditDatabase, selectRules } from "../audit/run.ts";
import { CATEGORIES } from "../findings/finding.ts";
import { nearest } from "../nearest.ts";
import { findRule, RULES } from "../rules/mod.ts";
import { answers, jsonAnswer } from "./answers.ts";
import { type App, credentialOf } from "./base_app.ts";
import { Problem } from "./problem.ts";
import { createRateLimit } from "./rate_limit.ts";
import { recordAudit } from "./record_audit.ts";
import { reportSchema } from "./report_schemas.ts";
import { failureRecord } from "./request_log.ts";
import { noManifest } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";

// The nearest name is looked for only for a text that could be one: the search takes time in proportion to its length.
const ruleId = z
  .string()
  .max(100, { abort: true })
  .superRefine((id, context) => {
    if (findRule(id) !== undefined) return;
    const ids = RULES.map((rule) => rule.id);
    const close = nearest(id, ids);
    const advice = close === undefined ? "GET /audit/rules lists them" : `did you mean "${close}"?`;
    context.addIssue({ code: "custom", message: `unknown rule "${id}", ${advice}` });
  });

const auditRequest = z
  .strictObject({
    rules: z
      .array(ruleId)
      .min(1)
      .max(200, { abort: true })
      .optional()
      .openapi({ description: "Only these rules" }),
    categories: z
      .array(z.enum(CATEGORIES))
      .min(1)
      .optional()
      .openapi({ description: "Only these categories" }),
    manifest: noManifest,
    dry_run: z.boolean().optional().openapi({ description: "true stores nothing" }),
  })
  .openapi("AuditRequest");

const route = createRoute({
  method: "post",
  path: "/audit",
  summary: "Run an audit",
  description:
    "Reads the database, judges it, stores run and findings, and answers the report. Started with the trigger token it answers 202 with the run's id at once and goes on in the background.",
  request: { body: { content: { "application/json": { schema: auditRequest } } } },
  responses: answers(
    {
      200: jsonAnswer("The report", reportSchema),
      202: jsonAnswer("The run goes on in the background", z.object({ id: z.uuid() })),
    },
    [400, 409, 413, 422, 429],
  ),
});

/** Audits that one credential may start in a minute, in one worker. */
const AUDITS_A_MINUTE = 60;

/** `POST /audit`. */
export function addAuditRoutes(app: App, services: Services): void {
  const limit = createRateLimit({
    requests: AUDITS_A_MINUTE,
    seconds: 60,
    now: () => Date.parse(services.clock()),
  });
  app.openapi(route, async (c) => {
    const credential = credentialOf(c);
    const wait = limit.take(credential.name);
    if (wait > 0) {
      throw new Problem("too_many", `At most ${AUDITS_A_MINUTE} audits a minute can be started.`, {
        retryAfter: wait,
      });
    }
    const { rules, categories, dry_run } = c.req.valid("json");
    const selection = {
      ...(rules === undefined ? {} : { rules }),
      ...(categories === undefined ? {} : { categories }),
    };
    if (rules !== undefined && selectRules(selection).length === 0) {
      throw new Problem("invalid", "None of the rules is of these categories.");
    }
    const background = credential.kind === "trigger";
    if (background && dry_run === true) {
      throw new Problem("invalid", "A dry run in the background would leave nothing to read.");
    }
    const config = await services.config();
    const options = { ...selection, config, trigger: background ? ("cron" as const) : ("http" as const) };
    if (dry_run === true) return c.json(await dryRun(services, options), 200);
    const requestId = c.get("requestId");
    if (background) return c.json({ id: await startInBackground(services, { requestId, options }) }, 202);
    return c.json(await recordAudit(services, { requestId, options }), 200);
  });
}

function dryRun(
  services: Services,
  options: Pick<AuditOptions, "config" | "rules" | "categories" | "trigger">,
) {
  return withDatabase(services, (database) =>
    auditDatabase(database, {
      ...options,
      source: "database",
      clock: services.clock,
      newId: services.newId,
      extraFindings: services.extraFindings?.(options.config) ?? [],
    }),
  );
}

/** Resolves with the run's id once the run is recorded as running; rejects when it could not be started. */
async function startInBackground(
  services: Services,
  request: Parameters<typeof recordAudit>[1],
): Promise<string> {
  const id = services.newId();
  let announced = false;
  let announce = () => {};
  const started = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const run = recordAudit(services, {
    ...request,
    options: {
      ...request.options,
      runId: id,
      onStarted: () => {
        announced = true;
        announce();
      },
    },
  });
  services.waitUntil(
    run.catch((error) => {
      // Before the announcement the failure is the request's answer.
      if (announced) services.log(failureRecord(error, { request_id: request.requestId, run_id: id }));
    }),
  );
  await Promise.race([started, run]);
  return id;
}
