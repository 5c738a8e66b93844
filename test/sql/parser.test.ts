import { beforeAll, describe, expect, it } from "vitest";
import { loadSqlParser, type SqlParser, SqlSyntaxError } from "../../src/shared/sql/parser.ts";
import { columnRefParts, funcName, isNode, typeName, walk } from "../../src/shared/sql/walk.ts";

let parser: SqlParser;

beforeAll(async () => {
  parser = await loadSqlParser();
});

function refusalOf(action: () => unknown): SqlSyntaxError {
  try {
    action();
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
  throw new Error("the parser accepted the text");
}

describe("parse", () => {
  it("gives the bytes of each statement in a text with a mark, CRLF and emoji", () => {
    const sql = "\ufeff-- é😀\r\ncreate table t(a int);\r\n  insert into t values ('😀') ; /* x */\r\n-- end";
    const bytes = new TextEncoder().encode(sql);
    const found = parser.parse(sql).statements;
    expect(found.map(({ kind, line, column }) => [kind, line, column])).toEqual([
      ["CreateStmt", 2, 1],
      ["InsertStmt", 3, 3],
    ]);
    for (const { start, end, text } of found)
      expect(new TextDecoder().decode(bytes.slice(start, end))).toBe(text);
    expect(found[1]?.text).toBe("insert into t values ('😀')");
  });

  it("leaves comments at both ends of a statement out, and keeps those inside", () => {
    const texts = (sql: string) => parser.parse(sql).statements.map(({ text }) => text);
    expect(texts("/* a */ -- b\nselect 1 -- c\n;select 2 /* d */")).toEqual(["select 1", "select 2"]);
    expect(texts("select '--', 1 /* e */ + 2")).toEqual(["select '--', 1 /* e */ + 2"]);
    expect(texts("select '/* */'")).toEqual(["select '/* */'"]);
  });

  it("finds no statement in a text without one", () => {
    for (const sql of ["", " \n", "-- a", "/* b */", ";;", "\ufeff"])
      expect(parser.parse(sql).statements).toEqual([]);
  });

  it("names the place of an error in bytes, line and column", () => {
    const error = refusalOf(() => parser.parse("select '😀😀';\n select '😀' from from"));
    expect([error.offset, error.line, error.column]).toEqual([39, 2, 19]);
    expect(error.message).toContain('at or near "from"');
  });

  it("refuses a zero byte, which would hide the rest of the text", () => {
    expect(refusalOf(() => parser.parse("select 1;\0drop table t")).offset).toBe(9);
  });

  it("goes on after a text that stops the binary", () => {
    refusalOf(() => parser.parse(`select ${Array(100_000).fill("1").join("+")}`));
    expect(() => parser.parsePlpgsql("create function f() returns int begin atomic select 1; end")).toThrow(
      SqlSyntaxError,
    );
    expect(parser.parse("select 1").statements).toHaveLength(1);
  });
});

describe("parseExpression", () => {
  it("returns the node, at bytes of the expression", () => {
    const node = parser.parseExpression("(é = auth.uid()) -- mine");
    const calls: unknown[] = [];
    walk(node, (kind, fields) => {
      if (kind === "FuncCall") calls.push([funcName(fields), fields.location]);
    });
    expect(calls).toEqual([[{ schema: "auth", name: "uid" }, 6]]);
    expect(isNode(node, "A_Expr") && columnRefParts(node.A_Expr.lexpr)).toEqual(["é"]);
  });

  it.each(["", "a), (b", "a) from (select 1) x, (select 2", "a as b", "1; select 2"])(
    "refuses %j",
    (text) => {
      expect(() => parser.parseExpression(text)).toThrow(SqlSyntaxError);
    },
  );
});

describe("walk", () => {
  it("knows the kind of fields whose type the grammar fixes, and their parents", () => {
    const seen: string[] = [];
    const [statement] = parser.parse(
      "insert into s.t select a::vector(3)[] from u union select 1",
    ).statements;
    walk(statement?.node, (kind, node, parents) => {
      seen.push(`${parents.map((parent) => parent.field).join(".")}:${kind}`);
      if (kind === "TypeName") {
        expect(typeName(node)).toEqual({ name: "vector", typmods: [3], arrayDims: 1, setof: false });
      }
    });
    expect(seen).toContain(":InsertStmt");
    expect(seen).toContain("relation:RangeVar");
    expect(seen).toContain("selectStmt.larg:SelectStmt");
    expect(seen.some((entry) => entry.endsWith("typeName:TypeName"))).toBe(true);
    expect(seen.every((entry) => !entry.endsWith(":"))).toBe(true);
  });
});
