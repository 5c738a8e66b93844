import type { MiddlewareHandler } from "hono";
import { messageOf, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import type { AppEnv } from "./app_env.ts";
import type { LogRecord, Services } from "./services.ts";

/** One line a request. Query, headers and body stay out: they can hold names of objects and secrets. */
export function requestLog(services: Services): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = Date.parse(services.clock());
    await next();
    services.log({
      level: c.res.status >= 500 ? "error" : "info",
      event: "request",
      request_id: c.get("requestId"),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      duration_ms: Math.max(0, Date.parse(services.clock()) - started),
      credential: c.get("credential")?.name ?? null,
    });
  };
}

/** The line of a failure. A driver's error also holds the statement and its parameters, so only these parts are taken. */
export function failureRecord(error: unknown, context: LogRecord): LogRecord {
  const state = sqlState(error);
  return {
    level: "error",
    event: "failure",
    ...context,
    ...(error instanceof SupawardenError ? { kind: error.kind } : {}),
    ...(state === undefined ? {} : { sqlstate: state }),
    message: messageOf(error),
    ...(error instanceof SupawardenError || !(error instanceof Error) ? {} : { stack: error.stack }),
  };
}
