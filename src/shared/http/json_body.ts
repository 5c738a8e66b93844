import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./app_env.ts";
import { Problem } from "./problem.ts";

/**
 * Makes sure that a POST carries JSON. An empty body counts as `{}`, so that a plain POST works; any other body must be
 * labelled as JSON, or the routes would take it for absent.
 */
export function jsonBody(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (c.req.method !== "POST") return next();
    const text = await c.req.text();
    if (text.trim() === "") {
      const headers = new Headers(c.req.raw.headers);
      headers.set("content-type", "application/json");
      headers.delete("content-length");
      c.req.bodyCache = {};
      c.req.raw = new Request(c.req.raw.url, { method: "POST", headers, body: "{}" });
      return next();
    }
    if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      throw new Problem("malformed", "The body must be sent as application/json.");
    }
    return next();
  };
}
