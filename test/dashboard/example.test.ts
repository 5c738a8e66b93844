import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ROOT, startCli } from "../cli/run_cli.ts";
import {
  axeViolations,
  CHROMIUM,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  settled,
  signIn,
  visit,
  type Watched,
} from "./browser.ts";

const EXAMPLE = join(ROOT, "examples", "ai-memory");
const SCREENSHOTS = join(ROOT, "docs", "screenshots");

/** `serve` as a user starts it. */
async function startServe(
  cwd: string,
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly key: string }> {
  const child = startCli(
    [
      "serve",
      "--port",
      "0",
      "--no-open",
      "--migrations",
      join(EXAMPLE, "supabase", "migrations"),
      "--config",
      join(EXAMPLE, "supawarden.config.json"),
    ],
    { cwd },
  );
  let said = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (data) => {
      said += data;
      if (!said.includes("Stop with Ctrl-C.")) return;
      resolve({
        child,
        url: `${/Serving on (\S+)/.exec(said)?.[1]}/`,
        key: /key {3}(\S+)/.exec(said)?.[1] ?? "",
      });
    });
    child.once("close", (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

/** Every view, and what stands in it for this example. */
const VIEWS = [
  ["#/overview", "38 errors to repair"],
  ["#/findings", "277 findings in 48 groups"],
  ["#/findings?view=list&severity=error", "38 findings"],
  ["#/runs", "succeeded"],
  ["#/ledger", "024_mcp_integration_tables.sql"],
  ["#/drift", "There is nothing to compare"],
  ["#/timeline", "39 files"],
  ["#/timeline?object=public.memories", "if not exists hides it"],
  ["#/vectors", "public.memories.embedding"],
  ["#/dependencies", "Objects"],
  ["#/dependencies?object=public.memories", "53 objects"],
  ["#/accepted", "Nothing was accepted here"],
  ["#/rules/rls_disabled_in_public", "Why it matters"],
  ["#/verify", "Judge now"],
  ["#/nowhere", "There is no such page"],
] as const;

describe.skipIf(CHROMIUM === undefined)("the dashboard of the example", () => {
  let folder: string;
  let served: Awaited<ReturnType<typeof startServe>>;
  let browser: Browser;
  let watched: Watched;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "supawarden-dashboard-"));
    served = await startServe(folder);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    served?.child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    watched = await openPage(browser);
    page = watched.page;
  });
  afterEach(async () => {
    await watched.close();
    expect(watched.faults).toEqual([]);
  });

  it("lets in who has the key, keeps the key out of the page, and remembers a reload", async () => {
    await page.goto(served.url);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Key").fill("sb_secret_wrong");
    await page.getByLabel("Key").press("Enter");
    await page.getByText("This is not the key.").waitFor();
    await page.getByLabel("Key").fill(served.key);
    await page.getByLabel("Key").press("Enter");
    await page.getByText("38 errors to repair").waitFor();
    const kept = await page.evaluate(() =>
      JSON.stringify([
        document.cookie,
        { ...localStorage },
        { ...sessionStorage },
        document.documentElement.outerHTML,
      ]),
    );
    expect(kept).not.toContain(served.key);
    await page.reload();
    await page.getByText("38 errors to repair").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Show the findings" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Show the findings" }).waitFor();
  });

  it.each(["light", "dark"] as const)(
    "shows every view in %s colours without an accessibility violation",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await signIn(page, served.url, served.key);
      for (const [hash, text] of VIEWS) {
        await visit(page, hash);
        await page.getByText(text).first().waitFor();
        expect(await axeViolations(page), `${colorScheme} ${hash}`).toEqual([]);
      }
    },
    240_000,
  );

  it("fits a phone", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(page, served.url, served.key);
    for (const [hash, text] of VIEWS) {
      await visit(page, hash);
      await page.getByText(text).first().waitFor();
      await expectNoSidewaysScroll(page, hash);
    }
    expect(await axeViolations(page)).toEqual([]);
  }, 120_000);

  it("shows one finding in full, and copies its repair", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await signIn(page, served.url, served.key);
    await visit(page, "#/findings?rule=rls_disabled_in_public&view=list");
    await page.getByRole("link", { name: /public\.api_keys/ }).click();
    await page.getByRole("heading", { level: 1, name: "Table served without row level security" }).waitFor();
    expect(await page.title()).toContain("Table served without row level security");
    for (const part of ["What to do", "Why it matters", "Evidence", "Root cause", "Accept it", "History"]) {
      await page.getByRole("heading", { level: 2, name: part, exact: true }).waitFor();
    }
    await page.getByRole("button", { name: "Copy: Repair" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
      "alter table public.api_keys\n  enable row level security;",
    );
    await page.getByRole("button", { name: "Copy: Undo" }).click();
    await page.waitForFunction(async () =>
      (await navigator.clipboard.readText()).includes("disable row level security"),
    );
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("link", { name: "More about the rule" }).click();
    await page.getByRole("heading", { name: "Sources" }).waitFor();
  });

  it("keeps filters in the address, and the list where it was left", async () => {
    await signIn(page, served.url, served.key);
    await visit(page, "#/findings");
    await page.getByLabel("Severity").selectOption("warn");
    await page.getByLabel("Category").selectOption("rls");
    await page.waitForFunction(
      () => /severity=warn/.test(location.hash) && /category=rls/.test(location.hash),
    );
    await page.getByRole("searchbox", { name: "Object" }).fill("swarm");
    await page.waitForFunction(() => /object=swarm/.test(location.hash));
    await settled(page);
    const said = await page.locator("main p[role=status]").innerText();
    await page.reload();
    await settled(page);
    expect(await page.locator("main p[role=status]").innerText()).toBe(said);
    expect(await page.getByRole("searchbox", { name: "Object" }).inputValue()).toBe("swarm");
    await page.getByRole("link", { name: "Clear" }).click();
    await page.getByText("277 findings in 48 groups").waitFor();
    await page.getByRole("searchbox", { name: "Object" }).fill("no such object");
    await page.getByText("No finding is like that.").waitFor();

    await visit(page, "#/findings?view=list");
    await page.evaluate(() => scrollTo(0, 4000));
    const link = page.getByRole("link", { name: /warn/ }).nth(15);
    await link.scrollIntoViewIfNeeded();
    const left = await page.evaluate(() => scrollY);
    expect(left).toBeGreaterThan(2000);
    await link.click();
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    await page.goBack();
    await page.getByText("277 findings").waitFor();
    await page.waitForFunction((wanted) => scrollY === wanted, left);
  });

  it("can be used by keyboard alone", async () => {
    await signIn(page, served.url, served.key);
    await visit(page, "#/findings");
    await page.reload();
    await settled(page);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    const first = page.locator(".rows li button").first();
    await first.focus();
    await page.keyboard.press("Enter");
    expect(await first.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    // The row takes the focus when its finding is loaded.
    await page.waitForFunction(
      () => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "3",
    );
    await page.keyboard.press("End");
    await page.waitForFunction(() => {
      const row = document.activeElement?.closest("li");
      return row != null && row.getAttribute("aria-posinset") === row.getAttribute("aria-setsize");
    });
    await page.keyboard.press("Home");
    await page.waitForFunction(
      () => document.activeElement?.closest("li")?.getAttribute("aria-posinset") === "1",
    );
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  });

  it("accepts a finding with reason, owner and end, and takes it back", async () => {
    await signIn(page, served.url, served.key);
    await visit(page, "#/findings?rule=rls_disabled_in_public&view=list");
    await page.getByRole("link", { name: /public\.ai_memories/ }).click();
    await page.getByText("This is on purpose").click();
    await page.getByRole("button", { name: "Accept the finding" }).click();
    // The browser itself asks for what is missing.
    expect(
      await page.getByLabel("Reason").evaluate((field) => (field as HTMLTextAreaElement).validity.valid),
    ).toBe(false);
    await page.getByLabel("Reason").fill('Only <b>test</b> data, "for now"');
    await page.getByLabel("Owner").fill("ana");
    await page.getByRole("button", { name: "30 days" }).click();
    await page.getByRole("button", { name: "Accept the finding" }).click();
    await page.getByRole("heading", { name: "Accepted", exact: true }).waitFor();
    await page.getByText('Only <b>test</b> data, "for now"').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await visit(page, "#/overview");
    await page.getByText("37 errors to repair").waitFor();
    await visit(page, "#/accepted");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Take back: public.ai_memories" }).click();
    await page.getByText("Nothing was accepted here.").waitFor();
    await visit(page, "#/overview");
    await page.getByText("38 errors to repair").waitFor();
  });

  it("starts an audit, follows it, and tells every page that is open", async () => {
    await signIn(page, served.url, served.key);
    const other = await openPage(browser);
    await signIn(other.page, served.url, served.key);
    await visit(page, "#/runs");
    await page.getByRole("row").nth(1).waitFor();
    const before = await page.getByRole("row").count();
    await page.getByRole("button", { name: "Start an audit" }).click();
    await page.getByText("Audit running").waitFor();
    for (const one of [page, other.page])
      await one.getByText(/Audit done: 0 new findings, 0 resolved/).waitFor();
    await page.waitForFunction((rows) => document.querySelectorAll("tr").length === rows + 1, before);
    await page.locator(".uplot canvas").first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("row").nth(1).getByRole("link").click();
    await page.getByRole("heading", { name: "Changed" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await other.close();
    expect(other.faults).toEqual([]);
  });

  it("judges the nine checks", async () => {
    await signIn(page, served.url, served.key);
    await visit(page, "#/verify");
    await page.getByRole("button", { name: "Judge now" }).click();
    await page.locator(".verdict").getByText("fail").waitFor();
    expect(await page.locator(".checks > li").count()).toBe(9);
    await page.getByText("7 findings").click();
    await page.getByRole("link", { name: "public.match_ai_memories(extensions.vector,integer)" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  it("has the findings as one page to print or to send, under its own policy", async () => {
    await signIn(page, served.url, served.key);
    await visit(page, "#/overview");
    await page.getByRole("link", { name: "The findings as one page to print or to send" }).click();
    await page.getByRole("heading", { level: 1, name: "Schema audit" }).waitFor();
    await page.getByText("38 errors to repair").waitFor();
    await page.getByRole("searchbox").fill("rls_disabled_in_public");
    await page.getByText("8 of 277 shown").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 1120, height: 700 });
    await page.reload();
    await page.getByRole("searchbox").waitFor();
    await capture(page, "report");
  });

  it("does not move what is shown already when the rest arrives", async () => {
    await page.addInitScript(() => {
      (globalThis as unknown as { shifts: number }).shifts = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
          if (!entry.hadRecentInput) (globalThis as unknown as { shifts: number }).shifts += entry.value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await signIn(page, served.url, served.key);
    for (const hash of ["#/overview", "#/findings", "#/runs", "#/ledger"]) {
      await visit(page, hash);
      await page.reload();
      await settled(page);
      expect(
        await page.evaluate(() => (globalThis as unknown as { shifts: number }).shifts),
        hash,
      ).toBeLessThan(0.1);
    }
  });

  it("keeps the chosen theme", async () => {
    await signIn(page, served.url, served.key);
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole("button", { name: "Theme: auto" }).click();
    await page.getByRole("button", { name: "Theme: light" }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole("button", { name: "Theme: dark" }).waitFor();
    expect(await background()).toBe(dark);
  });

  it("looks as the screenshots in docs show", async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.setViewportSize({ width: 1120, height: 700 });
    await signIn(page, served.url, served.key);
    for (const [name, hash] of [
      ["overview", "#/overview"],
      ["findings", "#/findings"],
      ["ledger", "#/ledger"],
      ["timeline", "#/timeline"],
      ["dependencies", "#/dependencies?object=public.memories"],
      ["vectors", "#/vectors"],
    ] as const) {
      await visit(page, hash);
      await page.mouse.move(0, 0);
      await capture(page, name);
    }
    await visit(page, "#/findings?rule=policy_self_recursive&view=list");
    await page.locator(".rows a").first().click();
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    await capture(page, "finding");
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    await visit(page, "#/overview");
    await capture(page, "phone-dark");
  });
});

/** Written anew when asked for; else it must be there and small. */
async function capture(page: Page, name: string): Promise<void> {
  const path = join(SCREENSHOTS, `${name}.png`);
  if (process.env.UPDATE_SCREENSHOTS === "1") await page.screenshot({ path });
  expect((await stat(path)).size).toBeLessThan(150_000);
}
