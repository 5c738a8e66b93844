import type { Log } from "sarif";
import { describe, expect, it } from "vitest";
import { renderGithub } from "../../src/shared/report/github.ts";
import { renderJson } from "../../src/shared/report/json.ts";
import { renderJunit } from "../../src/shared/report/junit.ts";
import { renderMarkdown } from "../../src/shared/report/markdown.ts";
import { renderSarif } from "../../src/shared/report/sarif.ts";
import { renderText } from "../../src/shared/report/text.ts";
import { finding, HOSTILE, report } from "./hostile_report.ts";

const accepted = finding({
  fingerprint: "b".repeat(64),
  suppression: { reason: "known", owner: "ada" },
});
const located = finding({
  fingerprint: "c".repeat(64),
  severity: "warn",
  location: { file: "supabase/migrations/1 a,b:c.sql", line: 7, column: 3 },
});
const full = report([finding(), accepted, located]);

describe("text", () => {
  it("lets no name move the cursor, colour or begin a line", () => {
    const text = renderText(full);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).toContain("\\u001b[31mred\\u0007");
  });

  it("puts the worst first, says what was looked at, and counts what was left out", () => {
    const text = renderText(full);
    expect(text.indexOf("error[")).toBeLessThan(text.indexOf("warn["));
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "2 findings (1 error, 1 warn, 0 info) in 41 relations, 17 routines, 1 policy; 1 suppressed; 1 rule not evaluated",
    );
    expect(text).toContain("not evaluated\n  unused_index: no statistics");
    expect(text).toContain("expired suppression of x");
  });

  it("folds a group above five objects", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      finding({
        fingerprint: String(index),
        object: { kind: "relation", name: `t${index}`, identity: `public.t${index}` },
      }),
    );
    const text = renderText(report(many));
    expect(text).toContain("(300 objects)");
    expect(text).toContain("and 295 more; --format json lists all");
    expect(text).toContain("public.t4:");
    expect(text).not.toContain("public.t5:");
  });

  it("leaves out findings of severity info when quiet, and says so", () => {
    const text = renderText(report([finding({ severity: "info" })]), { quiet: true });
    expect(text).not.toContain("info[");
    expect(text).toContain("1 info not shown");
  });

  it("groups by root cause", () => {
    const one = finding({ root_cause: "default privileges" });
    const other = finding({ fingerprint: "d", root_cause: "a loop" });
    const text = renderText(report([one, other]));
    expect(text.match(/error\[rls_disabled_in_public\]/g)).toHaveLength(2);
    expect(text).toContain("cause default privileges");
  });
});

it("json is the report itself, without characters that act on a terminal", () => {
  const text = renderJson(full);
  expect(JSON.parse(text)).toEqual(full);
  expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
});

describe("sarif", () => {
  const log = JSON.parse(renderSarif(full)) as Log;
  const [run] = log.runs;

  it("names every rule once, and every result points at it", () => {
    expect(log.version).toBe("2.1.0");
    expect(run?.tool.driver.rules?.map((rule) => rule.id)).toEqual(["rls_disabled_in_public"]);
    expect(run?.results).toHaveLength(3);
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules?.[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(result.partialFingerprints?.["supawarden/v1"]).toBeTruthy();
      const [place] = result.locations ?? [];
      expect(place?.physicalLocation?.artifactLocation?.uri).toMatch(/^[\w%./-]+$/);
      expect(place?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
      expect(place?.logicalLocations?.[0]?.fullyQualifiedName).toContain(HOSTILE);
    }
  });

  it("maps severities to levels and keeps what was accepted as suppressed", () => {
    expect(run?.results?.map((result) => result.level)).toEqual(["error", "error", "warning"]);
    expect(run?.results?.[1]?.suppressions).toMatchObject([{ kind: "external", status: "accepted" }]);
    expect(run?.invocations?.[0]?.toolExecutionNotifications).toHaveLength(1);
  });
});

describe("junit", () => {
  const text = renderJunit(full);

  it("is XML whatever the names are", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    expect(text).not.toContain("<script");
    expect(text).not.toMatch(/&(?!amp;|lt;|gt;|quot;|apos;|#\d+;)/);
    const stack: string[] = [];
    for (const [tag, close, name, own] of text.matchAll(/<(\/?)([\w-]+)(?:\s+[\w-]+="[^"<>]*")*\s*(\/?)>/g)) {
      if (close === "/") expect(stack.pop(), tag).toBe(name);
      else if (own !== "/") stack.push(name ?? "");
    }
    expect(stack).toEqual([]);
  });

  it("fails what is at or above the threshold and skips the rest", () => {
    expect(text).toMatch(/<testsuites [^>]*failures="1" errors="0"/);
    expect(text.match(/<skipped /g)).toHaveLength(2);
    expect(renderJunit(full, { failOn: "warn" })).toContain('failures="2"');
    expect(renderJunit(full, { failOn: "none" })).toContain('failures="0"');
  });
});

it("markdown shows names as text", () => {
  const text = renderMarkdown(full);
  const outside = text.replace(/^(`{4,})sql\n[\s\S]*?\n\1$/gm, "");
  expect(outside).not.toBe(text);
  expect(outside).not.toContain("<script");
  expect(outside).not.toContain("**bold**");
  expect(outside).not.toContain("](http");
  expect(outside).not.toContain("@everyone");
  expect(outside).not.toContain("```");
  expect(text.length).toBeLessThan(65_536);
});

it("github writes one command a finding and no name adds another", () => {
  const lines = renderGithub(full).trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^::error title=rls_disabled_in_public::public\./);
  expect(lines[1]).toMatch(/^::warning file=supabase\/migrations\/1 a%2Cb%3Ac\.sql,line=7,col=3,title=/);
  expect(lines[2]).toMatch(/^2 findings/);
  expect(lines.join("\n")).not.toContain("\r");
});
