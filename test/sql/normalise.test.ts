import { beforeAll, describe, expect, it } from "vitest";
import { normaliseStatement, sha256Hex } from "../../src/shared/sql/normalise.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";

let parser: SqlParser;

beforeAll(async () => {
  parser = await loadSqlParser();
});

const routine = (body: string, language = "plpgsql") =>
  `create function f() returns int language ${language} as $$${body}$$`;

describe("normaliseStatement", () => {
  it.each([
    ["create table A (x int default 1)", " /* c */ CREATE  TABLE a (\n x INTEGER default 1 -- d\n);"],
    ["select x in (1, 2), array[1, 2]", "select x in (1,\n 2),   array [1,2];"],
    [
      routine(" begin return 1; end "),
      "create function f() returns int language plpgsql as $x$\nBEGIN\n  -- one\n  RETURN 1;\nEND\n$x$",
    ],
    ["do $$ begin perform F('a  b'); end $$", "do $y$\nbegin perform f( 'a  b' );\nend $y$"],
    [routine("select 1", "sql"), routine("select /* 1 */\n 1", "sql")],
  ])("takes %j and %j for the same", (left, right) => {
    expect(normaliseStatement(parser, left)).toBe(normaliseStatement(parser, right));
  });

  it.each([
    ["select 'a'", "select 'A'"],
    ["select a", 'select "A"'],
    ["create table t (x int)", "create table t (x int not null)"],
    ["select 1", "select 1; select 1"],
    [routine(" begin return 'a b'; end "), routine(" begin return 'a  b'; end ")],
    [routine(" begin return 1; end "), routine(" begin return 2; end ")],
    [routine("a b", "plv8"), routine("a  b", "plv8")],
  ])("tells %j from %j", (left, right) => {
    expect(normaliseStatement(parser, left)).not.toBe(normaliseStatement(parser, right));
  });
});

it("hashes the UTF-8 of a text", async () => {
  expect(await sha256Hex("é")).toBe("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
});
