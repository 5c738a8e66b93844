import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readMigrations } from "../../src/cli/migration_files.ts";
import type { Report } from "../../src/shared/audit/report.ts";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import { parseConfig } from "../../src/shared/config.ts";
import { folderFindings } from "../../src/shared/migrations/folder_findings.ts";
import { type ReplayResult, replay } from "../../src/shared/migrations/shadow.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { EXAMPLE, plantedRows } from "../support/planted.ts";

// PLANTED.md says by hand what stands in the example; the audit must find exactly that.
const planted = new Map<string, string[]>();
for (const [rule = "", object = ""] of plantedRows("Findings in the database")) {
  planted.set(rule, [...(planted.get(rule) ?? []), object]);
}
const openEnded = new Set(plantedRows("At least").map((row) => row[0]));
const judged = new Set(RULES.map((rule) => rule.id));

let report: Report;
let replayed: ReplayResult;
beforeAll(async () => {
  const shadow = await freshShadow();
  const discovery = await readMigrations(join(EXAMPLE, "supabase", "migrations"));
  replayed = await replay(shadow, discovery.files, { parser: await loadSqlParser() });
  const config = parseConfig(JSON.parse(readFileSync(join(EXAMPLE, "supawarden.config.json"), "utf8")));
  report = await auditDatabase(shadow, {
    config,
    trigger: "cli",
    source: "migrations",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "run",
    extraFindings: folderFindings(discovery, { config, place: (file) => basename(file) }),
  });
  await shadow.close();
});

// A `_down.sql` is the way back of its file and is not replayed, so the table that PLANTED.md has it drop is still there.
const KEPT = "public.widget_versions";

function found(rule: string): string[] {
  return [
    ...new Set(
      report.findings
        .filter((finding) => finding.rule === rule && !finding.object.identity.endsWith(KEPT))
        .map((finding) => finding.object.identity),
    ),
  ].sort();
}

describe("the example", () => {
  test("fails in the planted statements and no other", () => {
    const places = plantedRows("Statements that fail in a replay").map((row) => {
      const [file = "", line = ""] = (row[2] ?? "").split(":");
      return { file, line: Number(line) };
    });
    const faults = replayed.faults
      .filter((fault) => !fault.message.includes("schema_migrations_pkey"))
      .map((fault) => ({ file: basename(fault.file), line: fault.line }));
    // A fault lies where the server stopped: in the planted statement, at its first line or a few later.
    const unplanted = faults.filter(
      (fault) =>
        !places.some(
          (place) => place.file === fault.file && fault.line >= place.line && fault.line < place.line + 10,
        ),
    );
    expect(unplanted).toEqual([]);
    expect(faults).toHaveLength(places.length);
  });

  test.each([...planted].filter(([rule]) => judged.has(rule)))(
    "%s: finds what is planted",
    (rule, objects) => {
      const expected = [...new Set(objects)].sort();
      if (openEnded.has(rule)) expect(found(rule)).toEqual(expect.arrayContaining(expected));
      else expect(found(rule)).toEqual(expected);
    },
  );

  test.each(plantedRows("Near misses: must stay silent").filter(([rule = ""]) => judged.has(rule)))(
    "%s is silent on %s",
    (rule = "", object = "") => {
      expect(found(rule)).not.toContain(object);
    },
  );

  test("has 31 SECURITY DEFINER routines, each reported", () => {
    expect(found("security_definer_function")).toHaveLength(31);
  });
});
