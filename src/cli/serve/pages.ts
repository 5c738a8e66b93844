import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { pagePolicy } from "../../html_report/page_assets.ts";
import { authorise, identify } from "../../shared/http/credentials.ts";
import { answerProblem, Problem, problemOf } from "../../shared/http/problem.ts";
import { failureRecord } from "../../shared/http/request_log.ts";
import { withoutDetails } from "../../shared/http/run_routes.ts";
import { type Services, withDatabase } from "../../shared/http/services.ts";
import { readPageAssets } from "../page_assets.ts";
import { type DashboardFiles, dashboardFiles } from "./dashboard_files.ts";
import { dashboardSettings } from "./dashboard_settings.ts";
import type { RunNews, RunWatch } from "./run_watch.ts";
import type { Sessions } from "./sessions.ts";
import { storedReport } from "./stored_report.ts";

/** What the pages are made of. */
export interface PageParts {
  readonly services: Services;
  readonly sessions: Sessions;
  readonly watch: RunWatch;
  readonly files?: DashboardFiles;
}

/** How often a line is sent on a quiet stream, so that nothing between takes it for dead; milliseconds. */
const HEARTBEAT_MS = 15_000;

/**
 * The dashboard at `/`, its settings, its login, the stream of runs at `/live`, and the current findings as one file at
 * `/report`. The files of the dashboard need no login: they say nothing about the database.
 */
export function createPages({ services, sessions, watch, files = dashboardFiles() }: PageParts): Hono {
  const app = new Hono();
  const settings = () => dashboardSettings(services);
  app.use(
    secureHeaders({ referrerPolicy: "no-referrer", strictTransportSecurity: false, xFrameOptions: "DENY" }),
    async (c, next) => {
      await next();
      if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
      if (c.res.headers.has(POLICY)) return;
      c.header(POLICY, contentPolicy((await settings()).connect));
    },
  );
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.kind === "failed" || problem.kind === "unavailable") {
      services.log(failureRecord(error, { during: "page" }));
    }
    return answerProblem(c, problem);
  });
  app.notFound((c) => answerProblem(c, new Problem("not_found", "There is no such page.")));

  app.get("/", async (c) => {
    const page = await files(c, "index.html");
    return page ?? c.text(NOT_BUILT, 503);
  });
  app.get("/settings.json", async (c) => c.json((await settings()).settings));
  app.get("/assets/:name", async (c) => (await files(c, `assets/${c.req.param("name")}`)) ?? c.notFound());
  app.post("/session", async (c) => {
    if (!(await sessions.start(c))) throw new Problem("credentials", "This is not the key.");
    return c.body(null, 204);
  });
  app.get("/session", (c) => c.json({ signed_in: sessions.holds(c) }));
  app.delete("/session", (c) => {
    sessions.end(c);
    return c.body(null, 204);
  });
  app.get("/live", async (c) => {
    const credential = await identify(sessions.withKey(c), services);
    authorise(credential, { method: "GET", path: "/live" });
    return streamSSE(c, async (stream) => {
      let wake = () => {};
      const waiting: RunNews[] = [];
      const stop = watch.watch((news) => {
        waiting.push(news);
        wake();
      });
      stream.onAbort(() => {
        stop();
        wake();
      });
      while (!stream.aborted) {
        for (let news = waiting.shift(); news !== undefined; news = waiting.shift()) {
          if (news.event === "end") return;
          await stream.writeSSE({ event: news.event, data: JSON.stringify(shown(news)) });
        }
        const woken = await new Promise<boolean>((resolve) => {
          wake = () => resolve(true);
          setTimeout(() => resolve(false), HEARTBEAT_MS).unref();
          if (waiting.length > 0) resolve(true);
        });
        if (!woken) await stream.writeSSE({ event: "beat", data: "" });
      }
    });
  });
  app.get("/report", async (c) => {
    if (!sessions.holds(c)) return c.redirect("/", 303);
    const report = await withDatabase(services, storedReport);
    // The components of pages are needed for nothing else.
    const { renderReportPage, renderNoRunPage } = await import("../../html_report/report_page.tsx");
    const assets = await readPageAssets();
    const page = report === undefined ? renderNoRunPage(assets) : renderReportPage(report, assets);
    c.header(POLICY, `${pagePolicy(assets)}; frame-ancestors 'none'`);
    return c.html(page);
  });
  return app;
}

const POLICY = "Content-Security-Policy";

/** What a page may load and run: its own files, nothing written into it. */
function contentPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Details of a failed run can name hosts and SQL. */
function shown(news: Exclude<RunNews, { readonly event: "end" }>): object {
  if (news.event === "away") return { detail: news.detail };
  return { run: news.run === null ? null : withoutDetails(news.run) };
}

const NOT_BUILT = `The dashboard is not built. Run "npm run build" in the folder of Supawarden and load this page again.
The findings are at /functions/v1/audit/findings.
`;
