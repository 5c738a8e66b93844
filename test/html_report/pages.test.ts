import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { PageAssets } from "../../src/html_report/page_assets.ts";
import { dataOfPage } from "../../src/html_report/page_data.ts";
import { renderReportPage } from "../../src/html_report/report_page.tsx";
import { renderVerdictPage } from "../../src/html_report/verdict_page.tsx";
import { finding, HOSTILE, report } from "../report/hostile_report.ts";
import { hostileVerdict } from "../report/hostile_verdict.ts";
import { builtPageAssets } from "../support/page_assets.ts";

let assets: PageAssets;
beforeAll(async () => {
  assets = await builtPageAssets();
});

/** Without what runs and what is data: the elements that people see. */
function withoutScripts(page: string): string {
  return page.replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gs, "");
}

const pages = () => [
  renderReportPage(report([finding()]), assets),
  renderVerdictPage(hostileVerdict, assets),
];

describe("a page of a report", () => {
  it("runs its one script and loads nothing, whatever a name says", () => {
    for (const page of pages()) {
      expect(page.match(/<script\b/g)).toHaveLength(2);
      expect(page.match(/<\/script/g)).toHaveLength(2);
      const seen = withoutScripts(page);
      expect(seen).not.toMatch(/<(script|img|iframe|object|embed|svg onload)/i);
      expect(seen).not.toMatch(/<[^>]* (on\w+|style|src)=/i);
      expect(seen).not.toMatch(/href="(?!#|data:,)/);
    }
  });

  it("names its style and its script by hash in its policy, and allows nothing else inline", () => {
    for (const page of pages()) {
      const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
      const hashOf = (element: RegExp) =>
        `sha256-${createHash("sha256")
          .update(element.exec(page)?.[1] ?? "")
          .digest("base64")}`;
      expect(policy).toContain("default-src &#39;none&#39;");
      expect(policy).toContain(`style-src &#39;${hashOf(/<style>(.*?)<\/style>/s)}&#39;;`);
      expect(policy).toContain(`script-src &#39;${hashOf(/<script>(.*?)<\/script>/s)}&#39;;`);
      expect(policy).not.toContain("unsafe");
    }
  });

  it("holds its data", () => {
    const value = report([finding()]);
    expect(JSON.parse(dataOfPage(renderReportPage(value, assets)) ?? "")).toEqual(value);
  });

  it("carries little beside its data", () => {
    expect(assets.script.length).toBeLessThan(6_000);
    expect(assets.style.length).toBeLessThan(20_000);
  });

  it("says all of a finding: message, repair, undo, evidence, place", () => {
    const page = withoutScripts(
      renderReportPage(
        report([
          finding({
            message: "It is open.",
            evidence: { expected: true, actual: false, seen_by: "anon" },
            remediation: { sql: "select 1;", undo_sql: "select 2;", safety: "safe", note: "Mind `this`." },
            location: { file: "a.sql", line: 3 },
          }),
        ]),
        assets,
      ),
    );
    for (const part of [
      "It is open.",
      "select 1;",
      "select 2;",
      "Mind <code>this</code>.",
      "Expected against actual",
      "seen by",
      "a.sql:3",
      "1 error to repair",
    ]) {
      expect(page).toContain(part);
    }
    expect(HOSTILE).toContain("</script>");
  });

  it("shows the worst thousand in full, and of all others what they say", () => {
    const many = Array.from({ length: 1_050 }, (_, index) =>
      finding({
        fingerprint: String(index),
        object: { kind: "relation", name: `t${index}`, identity: `public.t${index}` },
        message: `Table number ${index}.`,
        remediation: { sql: `select ${index};`, safety: "safe" },
      }),
    );
    const page = withoutScripts(renderReportPage(report(many), assets));
    expect(page.match(/<details class="fold"/g)).toHaveLength(1_000);
    expect(page.match(/Table number \d+\./g)).toHaveLength(1_050);
    expect(page).toContain("The 1,000 worst findings");
    expect(page).toContain("select 1049;");
  });
});
