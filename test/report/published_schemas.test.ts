import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import type { Log } from "sarif";
import { afterAll, describe, expect, it, test } from "vitest";
import { renderGitlab } from "../../src/shared/report/gitlab.ts";
import { renderJunit } from "../../src/shared/report/junit.ts";
import { renderSarif } from "../../src/shared/report/sarif.ts";
import { renderVerdictGitlab } from "../../src/shared/report/verdict_gitlab.ts";
import { renderVerdictJunit } from "../../src/shared/report/verdict_junit.ts";
import { renderVerdictSarif } from "../../src/shared/report/verdict_sarif.ts";
import { finding, HOSTILE, report } from "./hostile_report.ts";
import { hostileVerdict } from "./hostile_verdict.ts";

const schemaText = (name: string) => readFileSync(join(import.meta.dirname, "schemas", name), "utf8");

const located = finding({
  fingerprint: "c".repeat(64),
  severity: "warn",
  state: "reopened",
  location: { file: "./supabase/migrations/1 a,b:c%20 ü.sql", line: 7, column: 3 },
});
const full = report([
  finding(),
  finding({ fingerprint: "b".repeat(64), suppression: { reason: HOSTILE, owner: "ada" } }),
  located,
  finding({ fingerprint: "d".repeat(64), state: "resolved", severity: "info" }),
]);
const reports = [
  ["of hostile names", full],
  ["without findings", report([])],
] as const;

describe("SARIF against the schema of 2.1.0", () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  // The schema's own id names an older dialect of JSON Schema, of which it uses nothing.
  const { $schema: _dialect, id: _id, ...schema } = JSON.parse(schemaText("sarif-2.1.0.json"));
  const validate = ajv.compile(schema);
  const faults = (text: string) => {
    validate(JSON.parse(text));
    return validate.errors ?? [];
  };

  test.each(reports)("a report %s", (_, each) => {
    expect(faults(renderSarif(each))).toEqual([]);
  });

  it("a verdict", () => {
    expect(faults(renderVerdictSarif(hostileVerdict))).toEqual([]);
  });

  it("the schema refuses what is not SARIF", () => {
    const log = JSON.parse(renderSarif(full)) as { runs: { results: { level: string }[] }[] };
    const [first] = log.runs[0]?.results ?? [];
    if (first !== undefined) first.level = "warn";
    expect(faults(JSON.stringify(log))).not.toEqual([]);
  });

  it("keeps within what GitHub takes: 25,000 results, the worst of them, and a note that counts the rest", () => {
    const many = Array.from({ length: 25_003 }, (_, index) => finding({ fingerprint: String(index) }));
    const [run] = (JSON.parse(renderSarif(report(many))) as Log).runs;
    expect(run?.results).toHaveLength(25_000);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.at(-1)?.message.text).toBe(
      "3 more findings are left out: the JSON report has them",
    );
  });
});

describe("JUnit against what Jenkins reads", () => {
  const schema = XmlDocument.fromString(schemaText("junit.xsd"));
  const validator = XsdValidator.fromDoc(schema);
  afterAll(() => {
    validator.dispose();
    schema.dispose();
  });
  const validate = (text: string) => {
    const document = XmlDocument.fromString(text);
    try {
      validator.validate(document);
    } finally {
      document.dispose();
    }
  };

  test.each(reports)("a report %s", (_, each) => {
    for (const failOn of ["error", "info", "none"] as const) validate(renderJunit(each, { failOn }));
  });

  it("a verdict", () => {
    validate(renderVerdictJunit(hostileVerdict, { warnFails: true }));
  });

  it("an XML reader finds the name as it is, but for what XML cannot hold", () => {
    const document = XmlDocument.fromString(renderJunit(full));
    const names = document.find("//testcase/@name").map((node) => node.content);
    expect(names).toContain(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what XML cannot hold.
      `public."${HOSTILE}"`.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd"),
    );
    document.dispose();
  });

  it("the schema refuses what Jenkins does not know", () => {
    const text = renderJunit(full).replace('<testsuites name="supawarden"', '<testsuites skipped="1"');
    expect(() => validate(text)).toThrow(/skipped/);
  });
});

describe("GitLab code quality against its documented fields", () => {
  const validate = new Ajv({ allErrors: true }).compile(JSON.parse(schemaText("gitlab_code_quality.json")));
  const entriesOf = (text: string) => {
    const entries = JSON.parse(text);
    validate(entries);
    expect(validate.errors ?? []).toEqual([]);
    return entries;
  };

  test.each(reports)("a report %s", (_, each) => {
    entriesOf(renderGitlab(each));
  });

  it("leaves out what was accepted or is gone, and names the place", () => {
    expect(entriesOf(renderGitlab(full))).toEqual([
      expect.objectContaining({
        check_name: "rls_disabled_in_public",
        severity: "critical",
        location: { path: "supabase/database", lines: { begin: 1 } },
      }),
      expect.objectContaining({
        severity: "major",
        fingerprint: located.fingerprint,
        location: { path: "supabase/migrations/1 a,b:c%20 ü.sql", lines: { begin: 7 } },
      }),
    ]);
  });

  it("a verdict: every check that did not pass, each with a fingerprint of its own", () => {
    const entries = entriesOf(renderVerdictGitlab(hostileVerdict));
    expect(entries.map((entry: { severity: string }) => entry.severity)).toEqual([
      "critical",
      "major",
      "info",
    ]);
    expect(new Set(entries.map((entry: { fingerprint: string }) => entry.fingerprint)).size).toBe(3);
  });

  it("begins with no byte order mark, which GitLab refuses", () => {
    expect(renderGitlab(full).startsWith("[")).toBe(true);
  });
});
