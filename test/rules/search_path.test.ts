import { expect, test } from "vitest";
import { parseSearchPath, writeSearchPath } from "../../src/shared/facts/search_path.ts";

test.each([
  ['""', []],
  ["public, pg_temp", ["public", "pg_temp"]],
  ['"$user", Public ,extensions', ["$user", "public", "extensions"]],
  ['"workshop, public"', ["workshop, public"]],
  ['"a ""b"";", c', ['a "b";', "c"]],
  ['"", public', ["public"]],
])("reads %s as Postgres does", (text, names) => {
  expect(parseSearchPath(text)).toEqual(names);
});

test("writes a path that Postgres reads back", () => {
  expect(writeSearchPath([])).toBe("''");
  expect(writeSearchPath(["$user", 'a "b";', "public"])).toBe('"$user", "a ""b"";", public');
});
