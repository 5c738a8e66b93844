import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { renderCsv } from "../../src/shared/report/csv.ts";
import { csvTable } from "../../src/shared/report/csv_table.ts";
import { renderVerdictCsv } from "../../src/shared/report/verdict_csv.ts";
import { finding, HOSTILE, report } from "./hostile_report.ts";
import { hostileVerdict } from "./hostile_verdict.ts";

/** A strict reader: rows end in CRLF, and every row has as many cells as the first. */
const rowsOf = (text: string): readonly (readonly string[])[] =>
  parse(text, { record_delimiter: "\r\n", relax_column_count: false });

const objectsOf = (text: string) =>
  parse(text, { record_delimiter: "\r\n", columns: true }) as Record<string, string>[];

it("has a row a finding, whatever the names are", () => {
  const rows = objectsOf(
    renderCsv(
      report([
        finding(),
        finding({
          severity: "warn",
          location: { file: "a,b.sql", line: 7 },
          suppression: { reason: 'as "agreed"', owner: "ada", expires_at: "2027-01-01" },
        }),
      ]),
    ),
  );
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ severity: "error", rule: "rls_disabled_in_public", file: "", line: "" });
  expect(rows[0]?.object).toContain(HOSTILE.slice(0, 30));
  expect(rows[0]?.repair_sql).toContain("enable row level security");
  expect(rows[1]).toMatchObject({
    file: "a,b.sql",
    line: "7",
    accepted_by: "ada",
    accepted_because: 'as "agreed"',
    accepted_until: "2027-01-01",
  });
});

it("has a row a check of a verdict", () => {
  const rows = objectsOf(renderVerdictCsv(hostileVerdict));
  expect(rows.map(({ check, status }) => [check, status])).toEqual([
    ["schema_version", "pass"],
    ["required_tables", "fail"],
    ["table_structure", "warn"],
    ["vector_dimensions", "not_evaluated"],
  ]);
  expect(rows[1]).toMatchObject({ findings: "1" });
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "\uff1d1", "-- undo"])(
  "no spreadsheet takes %j for a formula",
  (text) => {
    const [[cell] = []] = rowsOf(csvTable([text], []));
    expect(cell?.startsWith("'")).toBe(true);
  },
);

it("control characters do nothing to a terminal", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
  expect(renderCsv(report([finding()]))).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
});

it("every text comes back as it was, but for the apostrophe and control characters", () => {
  const safe = fc
    .string({ unit: "binary" })
    .filter((text) => !/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|::/u.test(text));
  fc.assert(
    fc.property(fc.array(fc.tuple(safe, safe, safe), { minLength: 1 }), (table) => {
      const [heading = ["", "", ""], ...rows] = table;
      expect(
        rowsOf(csvTable(heading, rows)).map((row) =>
          row.map((cell) => cell.replace(/^'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/u, "")),
        ),
      ).toEqual(
        table.map((row) => row.map((cell) => cell.replace(/^'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/u, ""))),
      );
    }),
  );
});
