import { describe, expect, it } from "vitest";
import { sharedDatabase } from "../../src/cli/serve/serve_services.ts";
import { SupawardenError } from "../../src/shared/errors.ts";
import { withRunLock } from "../../src/shared/store/run_lock.ts";
import { findingOn, makeStore, storeNight } from "../support/store.ts";
import { axeViolations, CHROMIUM, signIn, visit } from "./browser.ts";
import { useDashboard } from "./dashboard_fixture.ts";
import { startLocal, startStatic } from "./local_service.ts";

describe.skipIf(CHROMIUM === undefined)("the dashboard where something is wrong", () => {
  const at = useDashboard(() => Promise.resolve());

  it("says that schema supawarden is absent", async () => {
    const { page, start } = at;
    const service = await start();
    await signIn(page, service.url, service.key);
    await page.getByText("Schema supawarden is absent from the database").first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it("says of an empty store that no audit has run, and shows the first one when it ends", async () => {
    const { page, database, start } = at;
    await makeStore(database);
    const service = await start();
    await signIn(page, service.url, service.key);
    await page.getByText("No audit has run yet.").waitFor();
    for (const [hash, text] of [
      ["#/findings", "There is no finding."],
      ["#/runs", "No audit has run yet."],
      ["#/ledger", "No manifest is stored."],
      ["#/drift", "No manifest is stored."],
      ["#/vectors", "Extension vector is not installed."],
      ["#/dependencies?object=public.nothing", "No object of the project has this name."],
      ["#/accepted", "Nothing was accepted here."],
    ] as const) {
      await visit(page, hash);
      await page.getByText(text).first().waitFor();
      expect(await axeViolations(page), hash).toEqual([]);
    }
    await database.execute("create table public.open_table (id int primary key)");
    await visit(page, "#/overview");
    await page.getByRole("button", { name: "Start an audit" }).click();
    await page.getByText(/errors? to repair/).waitFor({ timeout: 60_000 });
    await visit(page, "#/findings?rule=rls_disabled_in_public&view=list");
    await page.getByRole("link", { name: /public\.open_table/ }).waitFor();
  }, 90_000);
});

describe.skipIf(CHROMIUM === undefined)("the dashboard where something goes wrong", () => {
  const at = useDashboard(async (database) => {
    await makeStore(database);
    await storeNight(database, { n: 1, findings: [findingOn("accounts"), findingOn("notes")] });
  });

  it("says that the code of a view did not arrive, and not what the browser calls it", async () => {
    const { page, start } = at;
    const service = await start();
    await signIn(page, service.url, service.key);
    await page.route("**/assets/vectors-*.js", (route) => route.abort());
    await visit(page, "#/vectors");
    await page.getByRole("heading", { level: 1, name: "Vectors" }).waitFor();
    await page.getByRole("alert").getByText("did not arrive").waitFor();
    expect(await page.locator("main").innerText()).not.toContain("dynamically");
    expect(await axeViolations(page)).toEqual([]);
  });

  it("says that an audit is running already", async () => {
    const { page, database, start } = at;
    const service = await start();
    await signIn(page, service.url, service.key);
    let release = () => {};
    const held = withRunLock(
      database,
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    await page.getByRole("button", { name: "Start an audit" }).click();
    await page.getByText("An audit is running.").waitFor();
    await page.getByText("this page follows that run").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    release();
    await held;
    await page.getByRole("button", { name: "Close" }).click();
    expect(await page.getByText("An audit is running.").count()).toBe(0);
  });

  it("keeps what it shows while the database is away, and goes on when it is back", async () => {
    const { page, database, start } = at;
    let away = false;
    const service = await start({
      connect: async () => {
        if (away) throw new SupawardenError("connection", "no route to 10.0.0.7");
        // Each connection is one of its own, as to a server.
        return sharedDatabase({
          ...database,
          query: (sql, parameters) =>
            away
              ? Promise.reject(new SupawardenError("connection", "no route to 10.0.0.7"))
              : database.query(sql, parameters),
        });
      },
    });
    await signIn(page, service.url, service.key);
    await visit(page, "#/findings");
    await page.getByText(/findings? in /).waitFor();
    away = true;
    await page.getByText("Not connected: The database cannot be reached.").waitFor();
    await page.getByText(/findings? in /).waitFor();
    await visit(page, "#/runs");
    await page.getByText("Database unavailable.").first().waitFor();
    await page.getByText("this page tries again by itself").first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.content()).not.toContain("10.0.0.7");
    away = false;
    await page.getByText(/Last audit/).waitFor();
    await page.getByRole("table").waitFor();
    expect(await page.getByText("Database unavailable.").count()).toBe(0);
  });

  it("asks to sign in again when the credential no longer counts", async () => {
    const { page, start } = at;
    const service = await start();
    await signIn(page, service.url, service.key);
    await page.context().clearCookies();
    await visit(page, "#/runs");
    await page.getByText("The credential is no longer accepted. Sign in again.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Key").fill(service.key);
    await page.getByLabel("Key").press("Enter");
    await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  });

  it("says that the service is gone, and asks to sign in once it is back", async () => {
    const { page, database } = at;
    const service = await startLocal({ database });
    await signIn(page, service.url, service.key);
    await service.stop();
    at.expectFaults(/ERR_|network/i);
    await page.getByText("Not connected: No connection to the Supawarden service.").waitFor();
    await visit(page, "#/accepted");
    await page.getByText("The service does not answer.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // A session ends with the process that held it.
    await at.start({ port: Number(new URL(service.url).port) });
    await page.getByText("The credential is no longer accepted. Sign in again.").waitFor();
  });

  it("works from a host of static files: the key stays in memory, and other origins need leave", async () => {
    const { page, database, start } = at;
    at.expectFaults(/CORS/);
    let settings = "{";
    const host = await startStatic(() => settings);
    try {
      await page.goto(host.url);
      await page.getByText("settings.json must be JSON").waitFor();
      const closed = await start();
      settings = JSON.stringify({ api: `${closed.url}functions/v1` });
      await page.goto(host.url);
      await page.getByLabel("Key").fill(closed.key);
      await page.getByLabel("Key").press("Enter");
      await page.getByText("SUPAWARDEN_CORS_ORIGINS").waitFor();
      const open = await start({ env: { SUPAWARDEN_CORS_ORIGINS: new URL(host.url).origin } });
      settings = JSON.stringify({ api: `${open.url}functions/v1/` });
      await signIn(page, host.url, open.key);
      await page.getByText(/errors? to repair/).waitFor();
      const kept = await page.evaluate(() =>
        JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
      );
      expect(kept).not.toContain(open.key);
      // Without a stream the page asks.
      await storeNight(database, { n: 400, findings: [findingOn("polled")] });
      await page.getByText("1 error to repair").waitFor({ timeout: 45_000 });
      await page.reload();
      await page.getByRole("button", { name: "Show the findings" }).waitFor();
      expect(await axeViolations(page)).toEqual([]);
    } finally {
      host.stop();
    }
  }, 120_000);
});
