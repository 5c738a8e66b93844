import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type AuditOptions, auditDatabase, selectRules } from "../audit/run.ts";
import type { AuditStep } from "../audit/sliced_audit.ts";
import { SupawardenError } from "../errors.ts";
import { CATEGORIES } from "../findings/finding.ts";
import { nearest } from "../nearest.ts";
import { findRule, RULES } from "../rules/mod.ts";
import { answers, jsonAnswer } from "./answers.ts";
import type { AppEnv } from "./app_env.ts";
import { type App, credentialOf } from "./base_app.ts";
import { expectedManifest } from "./expected_manifest.ts";
import { Problem } from "./problem.ts";
import { createRateLimit } from "./rate_limit.ts";
import { type AuditRequest, CONTINUE_HEADER, recordAudit } from "./record_audit.ts";
import { reportSchema } from "./report_schemas.ts";
import { failureRecord } from "./request_log.ts";
import { isUuid, manifestField } from "./request_text.ts";
import { type Services, withDatabase } from "./services.ts";
import { storedReport } from "./stored_report.ts";

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
    manifest: manifestField,
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
    const continues = c.req.header(CONTINUE_HEADER);
    if (continues !== undefined) return continueRun(c, { services, continues });
    const wait = limit.take(credential.name);
    if (wait > 0) {
      throw new Problem("too_many", `At most ${AUDITS_A_MINUTE} audits a minute can be started.`, {
        retryAfter: wait,
      });
    }
    const { rules, categories, manifest, dry_run } = c.req.valid("json");
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
    const options = {
      ...selection,
      ...(manifest === undefined ? {} : { manifest }),
      config,
      trigger: background ? ("cron" as const) : ("http" as const),
    };
    if (dry_run === true) return c.json(await dryRun(services, options), 200);
    const requestId = c.get("requestId");
    const headers = credentialHeaders(c.req.raw.headers);
    if (background) {
      const id = await startInBackground(services, { requestId, options, headers });
      return c.json({ id }, 202);
    }
    const step = await recordAudit(services, { requestId, options });
    if (step.report !== undefined && !isInSlices(step)) return c.json(step.report, 200);
    return reportOfSlices(services, { step, headers });
  });
}

/** Makes the next slice of a run: of a nightly one in the background, and that goes on by itself. */
async function continueRun(
  c: Context<AppEnv>,
  { services, continues }: { readonly services: Services; readonly continues: string },
): Promise<Response> {
  const requestId = c.get("requestId");
  if (services.slicing === undefined || !isUuid(continues)) {
    throw new Problem("invalid", "There is no such run to continue.");
  }
  const background = credentialOf(c).kind === "trigger";
  const options = {
    config: await services.config(),
    trigger: background ? ("cron" as const) : ("http" as const),
  };
  const request = { requestId, options, continues };
  if (!background) {
    const { runId, more } = await recordAudit(services, request);
    return c.json({ id: runId, more }, 200);
  }
  const headers = credentialHeaders(c.req.raw.headers);
  services.waitUntil(goOn(services, { ...request, headers }, recordAudit(services, request)));
  return c.json({ id: continues }, 202);
}

/** A report that one request made is in its hands; of a run in slices only the store has all of it. */
function isInSlices(step: AuditStep): boolean {
  return step.more || step.report?.findings !== step.findings;
}

/** Has all further slices made, one after the other, and answers the report out of the store. */
async function reportOfSlices(
  services: Services,
  { step, headers }: { readonly step: AuditStep; readonly headers: Readonly<Record<string, string>> },
): Promise<Response> {
  let { runId, more } = step;
  while (more) {
    const answer = await services.slicing?.callAgain({ ...headers, [CONTINUE_HEADER]: runId });
    if (answer?.ok !== true) {
      await answer?.body?.cancel();
      throw new SupawardenError("unavailable", `a slice of run ${runId} was answered ${answer?.status}`);
    }
    ({ id: runId, more } = (await answer.json()) as { id: string; more: boolean });
  }
  const database = await services.connect();
  const body = await storedReport(database, runId, () => database.close().catch(() => undefined));
  if (body === undefined) throw new SupawardenError("busy", `run ${runId} was taken over by another one`);
  return new Response(body, { status: 200, headers: { "content-type": "application/json" } });
}

/** The caller's credential, for the requests that the function sends to itself in the caller's name. */
function credentialHeaders(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ["apikey", "authorization", "x-supawarden-token"].flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}

/** Asks for the next slice when one is made; a failure is logged, and the run counts as abandoned after a while. */
async function goOn(
  services: Services,
  request: { readonly requestId: string; readonly headers: Readonly<Record<string, string>> },
  made: Promise<AuditStep>,
): Promise<void> {
  try {
    const { runId, more } = await made;
    if (!more) return;
    const answer = await services.slicing?.callAgain({ ...request.headers, [CONTINUE_HEADER]: runId });
    await answer?.body?.cancel();
    if (answer?.ok !== true) throw new Error(`the next slice of run ${runId} was answered ${answer?.status}`);
  } catch (error) {
    services.log(failureRecord(error, { request_id: request.requestId, during: "slices" }));
  }
}

function dryRun(
  services: Services,
  options: Pick<AuditOptions, "config" | "rules" | "categories" | "trigger" | "manifest">,
) {
  return withDatabase(services, async (database) => {
    const manifest = await expectedManifest(database, services, options.manifest);
    return auditDatabase(database, {
      ...options,
      ...(manifest === undefined ? {} : { manifest }),
      source: "database",
      clock: services.clock,
      newId: services.newId,
      extraFindings: services.extraFindings?.(options.config) ?? [],
    });
  });
}

/** Resolves with the run's id once the run is recorded as running; rejects when it could not be started. */
async function startInBackground(
  services: Services,
  request: AuditRequest & { readonly headers: Readonly<Record<string, string>> },
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
  // Before the announcement the failure is the request's answer.
  run.catch(() => undefined);
  await Promise.race([started, run]);
  if (announced) services.waitUntil(goOn(services, request, run));
  return id;
}
