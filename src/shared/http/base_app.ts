import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { getPath } from "hono/utils/url";
import { TOOL_VERSION } from "../version.ts";
import { jsonAnswer } from "./answers.ts";
import type { AppEnv } from "./app_env.ts";
import { authorise, identify, TRIGGER_HEADER } from "./credentials.ts";
import { jsonBody } from "./json_body.ts";
import { answerProblem, invalidRequest, Problem, problemOf } from "./problem.ts";
import { failureRecord, requestLog } from "./request_log.ts";
import type { Services } from "./services.ts";

/** An app of ours: routes with zod schemas, and the variables of a request. */
export type App = OpenAPIHono<AppEnv>;

/** Largest request body, in bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Where Supabase's gateway and `serve` mount the functions; the hosted function itself sees the path without it. */
const MOUNT = "/functions/v1";

/**
 * What both functions have in common: request id, log, problem answers, credentials, body limit, and the health route,
 * which alone needs no credentials. Routes are added under `/<name>`.
 */
export function createBaseApp(services: Services, name: "audit" | "verify"): App {
  const app = new OpenAPIHono<AppEnv>({
    getPath: pathOf,
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem !== error && (problem.kind === "failed" || problem.kind === "unavailable")) {
      services.log(failureRecord(error, { request_id: c.get("requestId") }));
    }
    return answerProblem(c, problem);
  });
  app.notFound((c) => answerProblem(c, new Problem("not_found", "There is no such route.")));
  app.use(requestId({ generator: () => services.newId() }), requestLog(services), crossOrigin(services));
  app.openapi(healthRoute(name), (c) => c.json({ name: `supawarden-${name}`, version: TOOL_VERSION }, 200));
  app.use(gate(services), limitBody(), jsonBody());
  return app;
}

/** The route that tells a monitor the function is up. */
export function healthRoute(name: "audit" | "verify") {
  return createRoute({
    method: "get",
    path: `/${name}/health`,
    summary: "Whether the function is up; needs no credentials",
    security: [],
    responses: { 200: jsonAnswer("Name and version", z.object({ name: z.string(), version: z.string() })) },
  });
}

function gate(services: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const credential = await identify(c.req.raw, services);
    c.set("credential", credential);
    authorise(credential, { method: c.req.method, path: c.req.path });
    await next();
  };
}

function limitBody(): MiddlewareHandler<AppEnv> {
  return bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new Problem("too_large", "The body is larger than 4 MiB.");
    },
  });
}

/**
 * Browsers of other origins are let in by `SUPAWARDEN_CORS_ORIGINS` alone, a list separated by commas. The preflight
 * carries no credentials, so it is answered before the gate.
 */
function crossOrigin(services: Services): MiddlewareHandler<AppEnv> {
  const origins = (services.env("SUPAWARDEN_CORS_ORIGINS") ?? "")
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
  if (origins.length === 0) return (_c, next) => next();
  return cors({
    origin: origins,
    allowMethods: ["GET", "POST", "DELETE"],
    allowHeaders: ["authorization", "apikey", "content-type", "x-request-id", TRIGGER_HEADER],
    exposeHeaders: ["x-request-id", "retry-after"],
    maxAge: 600,
  });
}

/** The path without the mount and without a slash at its end. */
function pathOf(request: Request): string {
  const path = getPath(request);
  const inner = path.startsWith(`${MOUNT}/`) ? path.slice(MOUNT.length) : path;
  return inner.length > 1 && inner.endsWith("/") ? inner.slice(0, -1) : inner;
}

/** The credential of a request behind the gate. */
export function credentialOf(c: Context<AppEnv>) {
  const credential = c.get("credential");
  if (credential === undefined) throw new Problem("credentials", "Credentials are required.");
  return credential;
}
