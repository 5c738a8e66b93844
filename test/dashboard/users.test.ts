import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenIssuer, type TokenIssuer } from "../functions/signed_tokens.ts";
import { findingOn, makeStore, storeNight } from "../support/store.ts";
import { axeViolations, CHROMIUM, settled, visit } from "./browser.ts";
import { useDashboard } from "./dashboard_fixture.ts";

describe.skipIf(CHROMIUM === undefined)("the dashboard for users of the project", () => {
  const at = useDashboard(async (database) => {
    await makeStore(database);
    await storeNight(database, { n: 1, findings: [findingOn("accounts")] });
  });
  let issuer: TokenIssuer;
  let auth: Server;
  let authUrl: string;

  beforeAll(async () => {
    issuer = await createTokenIssuer();
    // Supabase Auth as far as signing in by password goes.
    auth = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => {
        body += data;
      });
      request.on("end", async () => {
        response.setHeader("access-control-allow-origin", "*");
        response.setHeader("access-control-allow-headers", "*");
        response.setHeader("content-type", "application/json");
        if (request.method === "OPTIONS" || !request.url?.startsWith("/auth/v1/token")) {
          response.end("{}");
          return;
        }
        const { email, password } = JSON.parse(body) as { email: string; password: string };
        if (password !== "right") {
          response.statusCode = 400;
          response.end(
            JSON.stringify({
              code: "invalid_credentials",
              error_code: "invalid_credentials",
              msg: "Invalid login credentials",
            }),
          );
          return;
        }
        const role = email.split("@")[0] ?? "";
        const token = await issuer.token(role === "nobody" ? {} : { role });
        response.end(
          JSON.stringify({
            access_token: token,
            token_type: "bearer",
            expires_in: 3600,
            expires_at: Math.floor(Date.now() / 1000) + 3600,
            refresh_token: "again",
            user: {
              id: "7b2f5a44-6f0e-4a55-9f9e-0d5c9c6f1a10",
              email,
              app_metadata: role === "nobody" ? {} : { supawarden_role: role },
            },
          }),
        );
      });
    });
    await new Promise<void>((resolve) => auth.listen(0, "127.0.0.1", resolve));
    authUrl = `http://127.0.0.1:${(auth.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    auth?.closeAllConnections();
    auth?.close();
  });

  it("lets a reader read, an operator act, and nobody else in; listens to broadcasts", async () => {
    const { page, start } = at;
    const service = await start({
      env: { SUPABASE_URL: authUrl, SUPABASE_ANON_KEY: "sb_publishable_test", SUPABASE_JWKS: issuer.jwks },
      config: { alerts: { channels: [{ type: "realtime", name: "team", topic: "supawarden:alerts" }] } },
    });
    const joined: string[] = [];
    let broadcast = () => {};
    await page.routeWebSocket(/realtime\/v1\/websocket/, (socket) => {
      socket.onMessage((text) => {
        const message = JSON.parse(String(text)) as unknown;
        const [joinRef, ref, topic, event] = Array.isArray(message)
          ? (message as [string, string, string, string])
          : ([
              "1",
              (message as { ref: string }).ref,
              (message as { topic: string }).topic,
              (message as { event: string }).event,
            ] as const);
        if (event === "phx_join") joined.push(topic);
        socket.send(
          JSON.stringify([
            joinRef,
            ref,
            topic,
            "phx_reply",
            { status: "ok", response: { postgres_changes: [] } },
          ]),
        );
        broadcast = () =>
          socket.send(
            JSON.stringify([
              null,
              null,
              "realtime:supawarden:alerts",
              "broadcast",
              { event: "alert", type: "broadcast", payload: {} },
            ]),
          );
      });
    });
    const enter = async (email: string, password: string) => {
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await page.goto(service.url);
    expect(await axeViolations(page)).toEqual([]);
    await enter("reader@example.com", "wrong");
    await page.getByText("Invalid login credentials").waitFor();
    await enter("nobody@example.com", "right");
    await page.getByText("The user has no supawarden_role.").waitFor();

    await enter("reader@example.com", "right");
    await page.getByText("1 error to repair").waitFor();
    expect(await page.getByRole("button", { name: "Start an audit" }).count()).toBe(0);
    await visit(page, `#/findings/${findingOn("accounts").fingerprint}`);
    await page.getByText("An operator can accept this finding").waitFor();
    await page.reload();
    await page.getByText("An operator can accept this finding").waitFor();
    await expect.poll(() => joined, { timeout: 15_000 }).toContain("realtime:supawarden:alerts");

    await visit(page, "#/runs");
    await page.getByRole("row").nth(1).waitFor();
    const asked = page.waitForRequest(/audit\/runs\?limit=365/);
    broadcast();
    await asked;

    await page.getByRole("button", { name: "Sign out" }).click();
    await enter("operator@example.com", "right");
    await page.getByRole("button", { name: "Start an audit" }).waitFor();
    await settled(page);
  }, 90_000);
});
