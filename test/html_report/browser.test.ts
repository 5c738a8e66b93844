import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderAnalysisPage } from "../../src/html_report/analysis_page.tsx";
import { renderDocumentPage } from "../../src/html_report/document_page.tsx";
import type { PageAssets } from "../../src/html_report/page_assets.ts";
import { renderReportPage } from "../../src/html_report/report_page.tsx";
import { renderVerdictPage } from "../../src/html_report/verdict_page.tsx";
import type { Finding } from "../../src/shared/findings/finding.ts";
import type { Analysis } from "../../src/shared/migrations/analysis.ts";
import {
  axeViolations,
  CHROMIUM,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
} from "../dashboard/browser.ts";
import { finding, HOSTILE, report } from "../report/hostile_report.ts";
import { hostileVerdict } from "../report/hostile_verdict.ts";
import { builtPageAssets } from "../support/page_assets.ts";

const named = (name: string, parts: Partial<Finding> = {}) =>
  finding({
    fingerprint: name,
    object: { kind: "relation", schema: "public", name, identity: `public.${name}` },
    message: `Table public.${name} is open.`,
    evidence: { owner: "postgres", attributes: [{ name: "rls", expected: true, actual: false }] },
    remediation: { sql: `alter table ${name};`, undo_sql: `undo ${name};`, safety: "safe", note: "Mind it." },
    ...parts,
  });

const some = report([
  finding(),
  ...Array.from({ length: 20 }, (_, index) => named(`t${index}`, { root_cause: "one default privilege" })),
  named("slow", { rule: "unused_index", severity: "warn", title: "Index that nobody uses" }),
  named("late", { rule: "table_bloat", severity: "info", title: "Bloat", state: "open" }),
  named("known", { suppression: { reason: "on purpose", owner: "ada" } }),
]);

const analysis: Analysis = {
  ...some,
  inventory: {
    folders: [
      {
        path: "supabase/migrations",
        layout: "supabase",
        files: ["1_a.sql", `2_${HOSTILE}.sql`].map((file) => ({
          file: `supabase/migrations/${file}`,
          version: "1",
          name: "a",
          bytes: 2_000,
          statements: 3,
          sha256: "0",
          domain: "core",
        })),
      },
    ],
    domains: { core: { files: ["1_a.sql"], objects: 3 } },
  },
  objects: [
    {
      identity: "public.slow",
      kind: "relation",
      events: [{ file: "supabase/migrations/1_a.sql", line: 3, event: "create", outcome: "hidden" }],
    },
    { identity: `public."${HOSTILE}"`, kind: "relation", events: [] },
  ],
  dependencies: [{ from: "public.slow", to: `public."${HOSTILE}"`, kind: "table" }],
};

const plan = {
  title: "Plan",
  verdict: "Three files become one",
  style: "good" as const,
  blocks: [
    { kind: "heading" as const, text: "Files" },
    { kind: "paragraph" as const, text: HOSTILE, style: "warn" as const },
    { kind: "list" as const, items: [["a ", { code: HOSTILE }]] },
    { kind: "code" as const, text: HOSTILE, language: "sql" as const },
    { kind: "table" as const, columns: ["File", "Fate"], rows: [[{ code: "a.sql" }, HOSTILE]] },
  ],
};

describe.skipIf(CHROMIUM === undefined)("a report in a browser, opened from the disk", () => {
  let browser: Browser;
  let folder: string;
  let assets: PageAssets;
  beforeAll(async () => {
    [browser, folder, assets] = await Promise.all([
      openBrowser(),
      mkdtemp(join(tmpdir(), "supawarden-report-")),
      builtPageAssets(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page and expects that nothing in it went wrong. */
  async function open(
    html: string,
    work: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const file = join(folder, "report.html");
    await writeFile(file, html);
    const watched = await openPage(browser, options);
    const asked: string[] = [];
    watched.page.on("request", (request) => asked.push(request.url()));
    try {
      await watched.page.goto(pathToFileURL(file).href);
      await work(watched.page);
    } finally {
      await watched.close();
    }
    expect(watched.faults).toEqual([]);
    expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  }

  const pages = () =>
    [
      ["report", renderReportPage(some, assets)],
      ["analysis", renderAnalysisPage(analysis, assets)],
      ["verdict", renderVerdictPage(hostileVerdict, assets)],
      ["document", renderDocumentPage({ document: plan, data: { name: HOSTILE } }, assets)],
      ["clean report", renderReportPage(report([]), assets)],
    ] as const;

  it.each(["light", "dark"] as const)(
    "has no accessibility violation in %s colours",
    async (colorScheme) => {
      for (const [name, html] of pages()) {
        await open(
          html,
          async (page) => {
            expect(await axeViolations(page), name).toEqual([]);
            // What stands behind folds counts too.
            await page.evaluate(() => {
              for (const fold of document.querySelectorAll("details")) fold.open = true;
            });
            expect(await axeViolations(page), `${name}, open`).toEqual([]);
          },
          { colorScheme },
        );
      }
    },
    240_000,
  );

  it("fits a phone, open as well as closed", async () => {
    for (const [name, html] of pages()) {
      await open(
        html,
        async (page) => {
          await expectNoSidewaysScroll(page, name);
          await page.evaluate(() => {
            for (const fold of document.querySelectorAll("details")) fold.open = true;
          });
          await expectNoSidewaysScroll(page, `${name}, open`);
        },
        { viewport: { width: 360, height: 740 } },
      );
    }
  });

  it("shows a hostile name as text", async () => {
    await open(renderReportPage(some, assets), async (page) => {
      const shown = await page.locator(".group .object").first().textContent();
      // What no letter of HTML can be: a carriage return stays, the rest is as it was.
      expect(shown).toBe(`public."${HOSTILE}"`);
    });
  });

  it("says everything without scripts, and has no button that does nothing", async () => {
    await open(
      renderReportPage(some, assets),
      async (page) => {
        expect(await page.getByRole("button").count()).toBe(0);
        const fold = page.locator("#finding-slow");
        await fold.locator("summary").focus();
        await page.keyboard.press("Enter");
        await fold.getByText("undo slow;").waitFor();
        await page.getByRole("link", { name: /One cause/ }).click();
        await page.locator("#group-2").waitFor();
      },
      { javaScriptEnabled: false },
    );
  });

  it("prints all that is folded and none of the tools, with scripts and without", async () => {
    for (const javaScriptEnabled of [true, false]) {
      await open(
        renderReportPage(some, assets),
        async (page) => {
          await page.emulateMedia({ media: "print" });
          const isSeen = (text: string) =>
            page.getByText(text).evaluate((element) => element.checkVisibility());
          expect(await isSeen("undo slow;"), "folded").toBe(true);
          expect(await isSeen("undo t19;"), "folded twice").toBe(true);
          expect(await page.getByRole("button").count()).toBe(0);
          expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
        },
        { javaScriptEnabled },
      );
    }
  });

  it("finds by object, rule and severity, and says how many are left", async () => {
    await open(renderReportPage(some, assets), async (page) => {
      const shown = () => page.locator("[data-finding]:visible").count();
      const search = page.getByRole("searchbox");
      await search.fill("public.t19");
      await page.getByText("1 of 23 shown").waitFor();
      // It stood behind a fold.
      await page.locator("#finding-t19").waitFor();
      expect(await page.locator(".group:visible").count()).toBe(1);
      await search.fill("unused_index");
      await page.getByText("1 of 23 shown").waitFor();
      await page.locator("#finding-slow").waitFor();
      await search.fill("");
      await page.getByRole("checkbox", { name: "error" }).uncheck();
      await page.getByText("2 of 23 shown").waitFor();
      expect(await shown()).toBe(2);
      await search.fill("no such thing");
      await page.getByText("No finding is like that.").waitFor();
      expect(await axeViolations(page)).toEqual([]);
    });
  });

  it("copies SQL, opens all, changes its colours and opens what the address names", async () => {
    await open(renderReportPage(some, assets), async (page) => {
      await page.getByRole("button", { name: "Open all" }).click();
      expect(await page.locator("details:not([open])").count()).toBe(0);
      await page.getByRole("button", { name: "Close all" }).click();
      expect(await page.locator("details[open]").count()).toBe(0);
      await page.evaluate(() => {
        location.hash = "#finding-t19";
      });
      await page.locator("#finding-t19").waitFor();
      await page.locator("#finding-t19").getByRole("button", { name: "Copy: Repair" }).click();
      // Where there is no clipboard, what is to be copied is selected.
      await page.waitForFunction(
        () => getSelection()?.toString() === "alter table t19;" || /Copied/.test(document.body.innerText),
      );
      const background = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await background();
      await page.getByRole("button", { name: "Theme: auto" }).click();
      await page.getByRole("button", { name: "Theme: light" }).click();
      expect(await background()).not.toBe(light);
    });
  });

  it("saves the data that it was made from", async () => {
    await open(renderReportPage(some, assets), async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Save the data" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe("supawarden-report.json");
      expect(JSON.parse(await readFile(await download.path(), "utf8"))).toEqual(
        JSON.parse(JSON.stringify(some)),
      );
    });
  });

  it("shows ten thousand findings without a stutter", async () => {
    const many = report(
      Array.from({ length: 10_000 }, (_, index) =>
        named(`table_${index}`, { rule: `rule_${index % 40}`, title: `Title ${index % 40}` }),
      ),
    );
    const html = renderReportPage(many, assets);
    await open(html, async (page) => {
      expect(await page.locator("[data-finding]").count()).toBe(10_000);
      const longest = await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        let worst = 0;
        for (let step = 0; step < 30; step++) {
          const start = performance.now();
          scrollTo(0, (document.documentElement.scrollHeight / 30) * step);
          await frame();
          worst = Math.max(worst, performance.now() - start);
        }
        return worst;
      });
      // Generous: the machine of the test may do other things; a page that lays out all rows takes seconds.
      expect(longest).toBeLessThan(700);
      const search = page.getByRole("searchbox");
      await search.fill("table_9999");
      await page.getByText("1 of 10000 shown").waitFor();
      const again = await page.evaluate(async () => {
        const field = document.querySelector<HTMLInputElement>("[data-filter=text]");
        const start = performance.now();
        if (field !== null) {
          field.value = "table_99";
          field.dispatchEvent(new Event("input"));
        }
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        return performance.now() - start;
      });
      console.log(`slowest of 30 scrolls ${longest.toFixed()} ms, a letter typed ${again.toFixed()} ms`);
      expect(again).toBeLessThan(700);
    });
  }, 120_000);
});
