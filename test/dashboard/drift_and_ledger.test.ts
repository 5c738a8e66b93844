import { describe, expect, it } from "vitest";
import { recordRef } from "../../src/shared/catalog/identity.ts";
import { storeManifest } from "../../src/shared/store/manifests.ts";
import { findingOn, makeStore, storeNight } from "../support/store.ts";
import { axeViolations, CHROMIUM, signIn, visit } from "./browser.ts";
import { useDashboard } from "./dashboard_fixture.ts";

const migration = (version: string, name: string) => ({
  version,
  name,
  file: `supabase/migrations/${version}_${name}.sql`,
  recorded: "0".repeat(64),
  text: "0".repeat(64),
  statements: [],
});

describe.skipIf(CHROMIUM === undefined)("the dashboard of a database that is not what it should be", () => {
  const at = useDashboard(async (database) => {
    await makeStore(database);
    await database.execute(`
      insert into supabase_migrations.schema_migrations (version, name, statements)
      values ('20260101000000', 'start', '{select 1}'), ('20260103000000', 'by_hand', null);
    `);
    await storeNight(database, {
      n: 1,
      findings: [
        findingOn("accounts", {
          rule: "object_changed",
          category: "drift",
          message: "Table public.accounts differs.",
          evidence: {
            object_type: "table",
            attributes: [
              { name: "rls_enabled", expected: true, actual: false },
              { name: "definition", expected: "select a\nfrom t\nwhere b", actual: "select a\nfrom t" },
              { name: "comment", expected: null, actual: "made by hand" },
            ],
          },
        }),
        findingOn("late", {
          rule: "migration_not_applied",
          category: "ledger",
          object: recordRef("migration", "20260102000000"),
          evidence: { version: "20260102000000" },
        }),
      ],
    });
  });

  it("says what is missing where no manifest is stored", async () => {
    const { page, start } = at;
    const service = await start();
    await signIn(page, service.url, service.key);
    await visit(page, "#/ledger");
    await page.getByText("No manifest is stored.").waitFor();
    await page.getByRole("cell", { name: "not known" }).first().waitFor();
    expect(await page.getByText("file only").count()).toBe(0);
  });

  it("shows both sides of the ledger, and drift attribute by attribute", async () => {
    const { page, database, start } = at;
    await storeManifest(database, {
      name: "default",
      manifest: {
        version: 1,
        tool_version: "0.1.0",
        server_version: "17.5",
        migrations: [migration("20260101000000", "start"), migration("20260102000000", "late")],
      },
    });
    const service = await start();
    await signIn(page, service.url, service.key);
    await visit(page, "#/ledger");
    await page.getByText("2 files from the manifest").waitFor();
    const row = (version: string) => page.getByRole("row").filter({ hasText: version });
    expect(await row("20260101000000").innerText()).not.toMatch(/only/);
    expect(await row("20260102000000").innerText()).toMatch(
      /file only[\s\S]*no row[\s\S]*migration_not_applied/,
    );
    expect(await row("20260103000000").innerText()).toMatch(
      /no file[\s\S]*database only[\s\S]*statements not kept/,
    );
    await page.getByLabel("Only versions to look at").check();
    expect(await row("20260101000000").count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);

    await visit(page, "#/drift");
    await page.getByRole("heading", { name: /public\.accounts/ }).waitFor();
    expect(await page.getByRole("row", { name: /rls enabled/ }).innerText()).toMatch(/true\s+false/);
    expect(await page.getByRole("row", { name: /comment/ }).innerText()).toMatch(/nothing\s+made by hand/);
    expect(await page.locator(".diff del").innerText()).toContain("− where b");
    expect(await axeViolations(page)).toEqual([]);
  });

  it("shows the ledger also where the manifest cannot be read", async () => {
    const { page, database, start } = at;
    await storeManifest(database, { name: "default", manifest: { version: 99 } });
    const service = await start();
    await signIn(page, service.url, service.key);
    await visit(page, "#/ledger");
    await page.getByText("The stored manifest cannot be read.").waitFor();
    await page.getByRole("rowheader", { name: "20260103000000" }).waitFor();
  });
});
