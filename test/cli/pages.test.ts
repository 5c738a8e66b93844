import { expect, it } from "vitest";
import { createPages } from "../../src/cli/serve/pages.ts";
import { createServices } from "../../src/cli/serve/serve_services.ts";
import { openServer } from "../../src/shared/database/server.ts";

it("shows a page and logs the reason when the database is away", async () => {
  const key = "sb_secret_of_this_test_0123456789";
  const logged: object[] = [];
  const pages = createPages(
    createServices({
      connect: async () => openServer({ url: "postgres://u:hidden-word@127.0.0.1:1/postgres" }),
      env: (name) => (name === "SUPABASE_SECRET_KEYS" ? JSON.stringify({ test: key }) : undefined),
      config: async () => ({}),
      log: (record) => logged.push(record),
      extraFindings: () => [],
    }),
  );
  const login = await pages.request("/login", { method: "POST", body: new URLSearchParams({ key }) });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await pages.request("/", { headers: { cookie } });
  expect(page.status).toBe(503);
  const text = await page.text();
  expect(text).toContain("The database cannot be reached.");
  expect(text).not.toContain("127.0.0.1");
  expect(logged).toEqual([expect.objectContaining({ level: "error", kind: "connection" })]);
  expect(JSON.stringify(logged)).not.toContain("hidden-word");
});
