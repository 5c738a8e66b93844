import { expect, it } from "vitest";
import { createServeApp } from "../../src/cli/serve/serve_app.ts";
import { createServices } from "../../src/cli/serve/serve_services.ts";
import { openServer } from "../../src/shared/database/server.ts";

const key = "sb_secret_of_this_test_0123456789";

function appWithoutDatabase(logged: object[] = []) {
  return createServeApp(
    createServices({
      connect: async () => openServer({ url: "postgres://u:hidden-word@127.0.0.1:1/postgres" }),
      env: (name) => (name === "SUPABASE_SECRET_KEYS" ? JSON.stringify({ test: key }) : undefined),
      config: async () => ({}),
      log: (record) => logged.push(record),
    }),
  );
}

async function ask(
  app: { readonly fetch: (request: Request) => Response | Promise<Response> },
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  return app.fetch(new Request(`http://127.0.0.1${path}`, init));
}

async function signIn(app: ReturnType<typeof appWithoutDatabase>): Promise<string> {
  const login = await ask(app, "/session", { method: "POST", headers: { apikey: key } });
  expect(login.status).toBe(204);
  const cookie = login.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(cookie).not.toContain(key);
  return cookie.split(";")[0] ?? "";
}

it("answers in words and logs the reason when the database is away", async () => {
  const logged: object[] = [];
  const app = appWithoutDatabase(logged);
  const page = await ask(app, "/report", { headers: { cookie: await signIn(app) } });
  expect(page.status).toBe(503);
  const text = await page.text();
  expect(text).toContain("The database cannot be reached.");
  expect(text).not.toContain("127.0.0.1");
  expect(logged).toEqual([expect.objectContaining({ level: "error", kind: "connection" })]);
  expect(JSON.stringify(logged)).not.toContain("hidden-word");
});

it("takes the session for a credential only where the page itself asks", async () => {
  const app = appWithoutDatabase();
  const cookie = await signIn(app);
  const runs = (headers: Record<string, string>) => ask(app, "/functions/v1/audit/runs", { headers });
  expect((await runs({ cookie })).status).toBe(401);
  expect((await runs({ "x-supawarden-session": "1" })).status).toBe(401);
  expect((await runs({ cookie: "supawarden_session=guess", "x-supawarden-session": "1" })).status).toBe(401);
  // Known, so that it gets as far as the database, which is away.
  expect((await runs({ cookie, "x-supawarden-session": "1" })).status).toBe(503);
  // A credential of the request's own counts, not the session.
  expect((await runs({ cookie, "x-supawarden-session": "1", apikey: "wrong" })).status).toBe(401);
  expect((await ask(app, "/live", { headers: { cookie } })).status).toBe(401);
  await ask(app, "/session", { method: "DELETE", headers: { cookie } });
  expect((await runs({ cookie, "x-supawarden-session": "1" })).status).toBe(401);
  expect((await ask(app, "/report", { headers: { cookie } })).status).toBe(303);
  expect((await ask(app, "/session", { method: "POST", headers: { apikey: "wrong" } })).status).toBe(401);
});

it("serves the files of the dashboard and nothing else, under a policy without inline code", async () => {
  const app = appWithoutDatabase();
  const page = await ask(app, "/");
  expect(page.status).toBe(200);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self';");
  expect(policy).not.toContain("unsafe");
  const html = await page.text();
  expect(html).not.toMatch(/ style=|<style|<script(?![^>]*src=)/);
  const script = /src="(assets\/[^"]+)"/.exec(html)?.[1] ?? "";
  const asset = await ask(app, `/${script}`, { headers: { "accept-encoding": "gzip" } });
  expect(asset.status).toBe(200);
  expect(asset.headers.get("content-encoding")).toBe("gzip");
  expect(asset.headers.get("cache-control")).toContain("immutable");
  for (const path of [
    "/assets/../index.html",
    "/assets/..%2f..%2fcli%2fmain.js",
    "/package.json",
    "/assets/",
  ]) {
    expect((await ask(app, path)).status).toBe(404);
  }
  expect(await (await ask(app, "/settings.json")).json()).toEqual({
    api: "functions/v1",
    session: "session",
    live: "live",
    report: "report",
  });
});

it("lets the page talk to Supabase only where its users' tokens can be checked", async () => {
  const environment: Record<string, string> = {
    SUPABASE_URL: "https://project.supabase.co/ignored",
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: "sb_publishable_x" }),
  };
  const app = () =>
    createServeApp(
      createServices({
        connect: async () => Promise.reject(new Error("not asked")),
        env: (name) => environment[name],
        config: async () => ({
          alerts: { channels: [{ type: "realtime" as const, name: "team", topic: "supawarden:alerts" }] },
        }),
        log: () => undefined,
      }),
    );
  expect(await (await ask(app(), "/settings.json")).json()).not.toHaveProperty("supabase");
  environment.SUPABASE_JWKS = JSON.stringify({ keys: [] });
  const settings = await ask(app(), "/settings.json");
  expect(await settings.json()).toMatchObject({
    supabase: {
      url: "https://project.supabase.co",
      anon_key: "sb_publishable_x",
      topic: "supawarden:alerts",
    },
  });
  expect(settings.headers.get("content-security-policy")).toContain(
    "connect-src 'self' https://project.supabase.co wss://project.supabase.co;",
  );
});
