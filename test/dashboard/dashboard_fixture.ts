import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { openBrowser, openPage, type Watched } from "./browser.ts";
import { type LocalOptions, type LocalService, startLocal } from "./local_service.ts";

/** One database and one browser for a group of tests; a new page and new services for each. */
export interface DashboardFixture {
  readonly database: EmbeddedDatabase;
  readonly browser: Browser;
  readonly page: Page;
  /** Starts the service; it is stopped after the test. */
  start(options?: Partial<LocalOptions>): Promise<LocalService>;
  /** Faults like this are what the test is about. */
  expectFaults(pattern: RegExp): void;
}

/** Registers what a group of tests needs. Any fault of the page that was not expected fails the test. */
export function useDashboard(prepare: (database: EmbeddedDatabase) => Promise<void>): DashboardFixture {
  let database: EmbeddedDatabase | undefined;
  let browser: Browser | undefined;
  let watched: Watched | undefined;
  let expected: RegExp | undefined;
  const services: LocalService[] = [];
  beforeAll(async () => {
    database = await freshShadow();
    await prepare(database);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await database?.close();
  });
  beforeEach(async () => {
    expected = undefined;
    watched = await openPage(there(browser));
  });
  afterEach(async () => {
    await watched?.close();
    for (const service of services.splice(0)) await service.stop();
    expect(watched?.faults.filter((fault) => expected?.test(fault) !== true)).toEqual([]);
  });
  return {
    get database() {
      return there(database);
    },
    get browser() {
      return there(browser);
    },
    get page() {
      return there(watched).page;
    },
    start: async (options = {}) => {
      const service = await startLocal({ database: there(database), ...options });
      services.push(service);
      return service;
    },
    expectFaults: (pattern) => {
      expected = pattern;
    },
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the hooks of the test have not run");
  return value;
}
