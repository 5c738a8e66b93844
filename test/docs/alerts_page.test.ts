import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findingRecord } from "../../src/shared/http/new_findings_log.ts";
import { failureRecord } from "../../src/shared/http/request_log.ts";
import { finding } from "../report/hostile_report.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "alerts.md"), "utf8");

/** The regular expressions of the queries for the Logs Explorer, in their order. */
const patterns = [...page.matchAll(/regexp_\w+\(event_message, r'([^']+)'/g)].map(
  ([, pattern = ""]) => new RegExp(pattern),
);
const [event, level, rule, listed, urgent, aFinding, anError] = patterns;

const lines = {
  finding: JSON.stringify(findingRecord(finding(), "run")),
  warning: JSON.stringify(findingRecord(finding({ severity: "warn" }), "run")),
  failure: JSON.stringify(failureRecord(new Error("no such table"), { run_id: "run" })),
  request: JSON.stringify({ level: "info", event: "request", path: "/audit" }),
};

test("the queries for the Logs Explorer read what the functions write", () => {
  expect(patterns).toHaveLength(7);
  expect(event?.exec(lines.finding)?.[1]).toBe("finding");
  expect(level?.exec(lines.finding)?.[1]).toBe("error");
  expect(rule?.exec(lines.finding)?.[1]).toBe("rls_disabled_in_public");
  const matching = (...each: readonly (RegExp | undefined)[]) =>
    Object.entries(lines)
      .filter(([, line]) => each.every((pattern) => pattern?.test(line)))
      .map(([name]) => name);
  expect(matching(listed)).toEqual(["finding", "warning", "failure"]);
  expect(matching(urgent)).toEqual(["failure"]);
  expect(matching(aFinding, anError)).toEqual(["finding"]);
});

test("the page lists every snippet, and every view for the Table Editor", () => {
  const snippets = readdirSync(join(ROOT, "supabase", "snippets")).map((name) => name.replace(/\.sql$/, ""));
  const listedSnippets = [...page.matchAll(/^\| `(supawarden_\w+)` \|/gm)].map(([, name]) => name);
  expect(listedSnippets.sort()).toEqual(snippets.sort());
  const migration = "20260901003000_supawarden_readable_views.sql";
  const sql = readFileSync(join(ROOT, "supabase", "migrations", migration), "utf8");
  for (const [, view] of sql.matchAll(/create or replace view supawarden\.(\w+)/g)) {
    expect(page).toContain(`| \`${view}\` |`);
  }
});
