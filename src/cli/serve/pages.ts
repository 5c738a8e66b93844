import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { secureHeaders } from "hono/secure-headers";
import { identify } from "../../shared/http/credentials.ts";
import { problemOf } from "../../shared/http/problem.ts";
import { failureRecord } from "../../shared/http/request_log.ts";
import { type Services, withDatabase } from "../../shared/http/services.ts";
import { renderHtml } from "../../shared/report/html.ts";
import { htmlPage } from "../../shared/report/html_page.ts";
import { storedReport } from "./stored_report.ts";

const COOKIE = "supawarden_session";
/** How long a login holds, in seconds. */
const SESSION_SECONDS = 12 * 60 * 60;

/** The page of current findings at `/`, behind a login with the key: the key itself never stands in an address. */
export function createPages(services: Services): Hono {
  const sessions = new Map<string, number>();
  const now = () => Date.parse(services.clock());
  const signedIn = (id: string | undefined) => id !== undefined && (sessions.get(id) ?? 0) > now();
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: "no-referrer",
      strictTransportSecurity: false,
      xFrameOptions: "DENY",
    }),
    async (c, next) => {
      await next();
      c.header("Cache-Control", "no-store");
    },
  );
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.kind === "failed" || problem.kind === "unavailable") {
      services.log(failureRecord(error, { path: c.req.path }));
    }
    return c.html(
      htmlPage("Supawarden", html`<p class="error" role="alert">${problem.message}</p>`),
      problem.status,
    );
  });
  app.get("/", async (c) => {
    if (!signedIn(getCookie(c, COOKIE))) return c.html(loginPage(), 401);
    const report = await withDatabase(services, storedReport);
    if (report === undefined) return c.html(htmlPage("Supawarden", html`<p>No run has ended yet.</p>`));
    return c.html(renderHtml(report));
  });
  app.post("/login", bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
    const { key } = await c.req.parseBody();
    const credential = await identify(
      new Request("http://localhost/", { headers: { apikey: headerText(key) } }),
      services,
    ).catch(() => undefined);
    if (credential?.kind !== "secret") return c.html(loginPage("This is not the key."), 401);
    for (const [id, end] of sessions) if (end <= now()) sessions.delete(id);
    const id = randomBytes(32).toString("base64url");
    sessions.set(id, now() + SESSION_SECONDS * 1000);
    setCookie(c, COOKIE, id, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: SESSION_SECONDS });
    return c.redirect("/", 303);
  });
  app.post("/logout", (c) => {
    const id = deleteCookie(c, COOKIE, { path: "/" });
    if (id !== undefined) sessions.delete(id);
    return c.redirect("/", 303);
  });
  return app;
}

/** A header takes printable ASCII only; anything else cannot be a key. */
function headerText(value: unknown): string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value.trim()) ? value.trim() : "";
}

function loginPage(message?: string): string {
  return htmlPage(
    "Supawarden",
    html`<h1>Supawarden</h1>
${message === undefined ? "" : html`<p class="error" role="alert">${message}</p>`}
<form method="post" action="/login">
<p><label for="key">Key, as the terminal shows it</label></p>
<p><input id="key" name="key" type="password" autocomplete="current-password" required autofocus size="50">
<button type="submit">Show the findings</button></p>
</form>`,
  );
}
