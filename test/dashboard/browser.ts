import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** Chromium as Debian installs it, or as `CHROMIUM` names it; `undefined` where there is none. */
export const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && path !== "" && existsSync(path),
);

if (CHROMIUM === undefined) {
  console.warn("tests of the dashboard skipped: no Chromium (apt-get install chromium, or set CHROMIUM)");
}

/** A browser without a window. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    // Root has no sandbox, and a container may have little shared memory.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** A page, and what went wrong in it. */
export interface Watched {
  readonly page: Page;
  /** Errors of scripts and of the content policy, dialogs, and console errors but for those of bad statuses. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** A page in a context of its own: no cookie of another test. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
    timezoneId: "UTC",
    locale: "en",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (/Failed to load resource/.test(message.text())) return;
    faults.push(message.text());
  });
  return { page, faults, close: () => context.close() };
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Violations that axe finds in the page as it is, each with the elements. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, so that the page's policy need not let it in.
  await page.evaluate(await readFile(AXE, "utf8"));
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe;
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`,
    );
  });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** Fails where the page is wider than the window. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const [wanted, shown] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(wanted, where).toBeLessThanOrEqual(shown ?? 0);
}

/** Signs in with a secret key. */
export async function signIn(page: Page, url: string, key: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Key").fill(key);
  await page.getByRole("button", { name: "Show the findings" }).click();
  await page.getByRole("navigation", { name: "Views" }).waitFor();
}

/** Goes to a place of the dashboard and waits until nothing is loading. */
export async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((target) => {
    location.hash = target;
  }, hash);
  await settled(page);
}

/** Waits until nothing says that it is loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const heading = document.querySelector("h1");
    return (
      heading !== null &&
      document.querySelector(".loading") === null &&
      !/Loading…/.test(document.body.innerText)
    );
  });
}
