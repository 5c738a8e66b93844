import { Hono } from "hono";
import { createAuditApp } from "../../../supabase/functions/audit/app.ts";
import { createVerifyApp } from "../../../supabase/functions/verify/app.ts";
import { createPages } from "./pages.ts";
import { createRunWatch } from "./run_watch.ts";
import type { ServeServices } from "./serve_services.ts";
import { createSessions } from "./sessions.ts";

/** The two functions under the paths that Supabase gives them, and the dashboard. */
export interface ServeApp {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Ends what the app keeps open beside its requests. */
  stop(): Promise<void>;
}

/** Assembles what `serve` answers. */
export function createServeApp(services: ServeServices): ServeApp {
  const audits = createAuditApp(services);
  const verdicts = createVerifyApp(services);
  const sessions = createSessions(services);
  const watch = createRunWatch(services);
  const app = new Hono();
  for (const path of ["/functions/v1/audit", "/functions/v1/audit/*"]) {
    app.all(path, async (c) => {
      if (c.req.method === "POST") watch.nudge();
      return audits.fetch(sessions.withKey(c));
    });
  }
  for (const path of ["/functions/v1/verify", "/functions/v1/verify/*"]) {
    app.all(path, (c) => verdicts.fetch(sessions.withKey(c)));
  }
  app.route("/", createPages({ services, sessions, watch }));
  return { fetch: app.fetch, stop: watch.stop };
}
