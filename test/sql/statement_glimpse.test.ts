import { beforeAll, expect, test } from "vitest";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { statementGlimpse } from "../../src/shared/sql/statement_glimpse.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

test.each([
  ["create role app password 'hunter2'", "create role app password '…'"],
  ["select E'a\\'b', U&'c', B'01', X'ff', $q$hunter2$q$, 1", "select '…', '…', '…', '…', '…', 1"],
  ["-- hunter2\nselect /* hunter2 */\n\n  1", "select 1"],
  [
    'alter table "it\'s ""mine"""\n  add column größe text',
    'alter table "it\'s ""mine""" add column größe text',
  ],
  ["select 'hunter2", ""],
  ["", ""],
])("%s", (sql, glimpse) => {
  expect(statementGlimpse(parser, sql)).toBe(glimpse);
});

test("is at most 100 characters long", () => {
  const long = statementGlimpse(parser, `select ${"😀_long_name, ".repeat(40)} 1`);
  expect([...long]).toHaveLength(100);
  expect(long.endsWith("…")).toBe(true);
});
