import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { codeFrame } from "../../src/shared/runner/code_frame.ts";
import { findDownScripts } from "../../src/shared/runner/down_scripts.ts";
import { checksumOf, type MigrationScript, readScript } from "../../src/shared/runner/migration_script.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { migrationFiles } from "../support/migration_files.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

function script(text: string): MigrationScript {
  const [file] = migrationFiles({ "001_x.sql": text });
  if (file === undefined) throw new Error("no file");
  return readScript(file, parser);
}

function ways(text: string): string[] {
  return script(text).statements.map(({ way }) => way);
}

describe("which statements leave the transaction", () => {
  test.each([
    "create index concurrently i on t (a)",
    "create unique index concurrently if not exists i on t (a)",
    "drop index concurrently i",
    "reindex table concurrently t",
    "reindex (verbose, concurrently) index i",
    "reindex schema public",
    "vacuum",
    "vacuum (analyze) t",
    "cluster",
    "alter table t detach partition p concurrently",
    "alter database x set tablespace y",
    "alter system set work_mem = '1MB'",
    "create database x",
    "drop database x",
    "create tablespace x location '/x'",
    "drop tablespace x",
    "discard all",
    "create subscription s connection '' publication p",
    "alter subscription s refresh publication",
    "drop subscription s",
  ])("%s", (sql) => {
    expect(script(sql).piecemeal).toMatch(/^line 1: /);
    expect(ways(sql)).toEqual(["bare"]);
  });

  test.each([
    "create index i on t (a)",
    "drop index i",
    "reindex table t",
    "reindex (concurrently false) table t",
    "analyze t",
    "cluster t",
    "alter table t detach partition p",
    "alter database x set work_mem = '1MB'",
    "refresh materialized view concurrently m",
    "alter type t add value 'x'",
    "discard temp",
    "create subscription s connection '' publication p with (connect = false)",
    "create subscription s connection '' publication p with (create_slot = off)",
    "alter subscription s set publication p with (refresh = false)",
    "comment on table t is 'create index concurrently'",
    "create function f() returns void language sql as $$ vacuum $$",
  ])("not %s", (sql) => {
    expect(script(sql).piecemeal).toBeUndefined();
    expect(ways(sql)).toEqual(["run"]);
  });
});

describe("the comment that asks for no transaction", () => {
  test.each([
    "-- supawarden: no-transaction\nselect 1",
    "/* licence */\n\n--supawarden: no-transaction  \r\nselect 1",
    "\ufeff-- supawarden: no-transaction\nselect 1",
    "-- pg-delta: transaction=false\nselect 1",
  ])("%j", (text) => {
    expect(script(text).piecemeal).toMatch(/first comment/);
  });

  test.each([
    "select 1;\n-- supawarden: no-transaction",
    "select '-- supawarden: no-transaction'",
    "/* supawarden: no-transaction */ select 1",
    "-- not supawarden: no-transaction\nselect 1",
  ])("not %j", (text) => {
    expect(script(text).piecemeal).toBeUndefined();
  });

  test("procedures and blocks then run bare, since they may commit", () => {
    const text = "-- supawarden: no-transaction\ncall p(); do $$ begin commit; end $$; select 1;";
    expect(ways(text)).toEqual(["bare", "bare", "run"]);
  });
});

describe("the file's own transactions", () => {
  test("one pair around everything is left out", () => {
    expect(ways("begin; select 1; commit;")).toEqual(["left_out", "run", "left_out"]);
    expect(ways("set a.b = '1'; start transaction; select 1; end; reset a.b;")).toEqual([
      "run",
      "left_out",
      "run",
      "left_out",
      "run",
    ]);
    expect(script("begin; select 1; commit;").piecemeal).toBeUndefined();
  });

  test("savepoints stay in the runner's transaction", () => {
    const text = "savepoint a; select 1; rollback to a; release a";
    expect(script(text).piecemeal).toBeUndefined();
    expect(ways(text)).toEqual(["control", "run", "control", "control"]);
  });

  test.each([
    "begin; select 1; commit; begin; select 2; commit;",
    "select 1; commit; select 2",
    "begin; select 1; commit; select 2;",
    "begin isolation level serializable; select 1; commit;",
    "begin; select 1; rollback;",
    "begin; select 1;",
    "begin; select 1; commit and chain;",
  ])("%s is run as it is written", (text) => {
    expect(script(text).piecemeal).toMatch(/begins and ends transactions itself/);
    expect(ways(text)).not.toContain("left_out");
  });
});

describe("what is refused before anything runs", () => {
  test.each([
    ["\\restrict abc\nselect 1;", /migrations\/001_x\.sql:1:1: .*psql/],
    ["select 1;\n\\echo hi\n", /001_x\.sql:2:1: .*psql/],
    ["copy t from stdin;\n1\n\\.\n", /001_x\.sql/],
    ["select 1;\nselect from from;\n", /001_x\.sql:2:13: syntax error/],
  ])("%j", (text, message) => {
    expect(() => script(text)).toThrow(message);
  });
});

test("an empty file, and one of comments, is a migration without statements", () => {
  for (const [text, recorded] of [
    ["", []],
    ["\ufeff", []],
    ["-- nothing\n", ["-- nothing"]],
  ] as const) {
    expect(script(text)).toMatchObject({ statements: [], recorded });
  }
});

test("the checksum sees meaning, not layout", () => {
  const checksum = (text: string) => checksumOf(script(text), parser);
  const first = checksum("create table t (a int); -- one");
  expect(checksum("\ufeffCREATE TABLE  t(\n a INT\n)")).toBe(first);
  expect(checksum("create table t (a bigint)")).not.toBe(first);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
});

describe("a code frame", () => {
  test("marks line and column", () => {
    expect(codeFrame("a\nb\n\tselect x\nd\ne\nf", { line: 3, column: 9 })).toBe(
      ["  1 | a", "  2 | b", "> 3 |  select x", "    |         ^", "  4 | d", "  5 | e"].join("\n"),
    );
  });

  test("points at the same character wherever it stands", () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (before, behind) => {
        const text = `${"a".repeat(before)}X${"b".repeat(behind)}`;
        const [line = "", mark = ""] = codeFrame(text, { line: 1, column: before + 1 }).split("\n");
        expect(line[mark.indexOf("^")]).toBe("X");
        expect(line.length).toBeLessThan(160);
      }),
    );
  });
});

test("ways back are found by either ending, in down first", () => {
  const entry = (name: string) => ({ name, directory: false, bytes: new TextEncoder().encode(name) });
  const found = findDownScripts({
    beside: {
      path: "m",
      entries: ["001_a.sql", "001_a_down.sql", "002_b.down.sql", "003_c_down.sql"].map(entry),
    },
    down: {
      path: "m/down",
      entries: ["003_c.down.sql", "004_d_down.sql", "005_e.sql", "notes.md", "x_down.sql"].map(entry),
    },
  });
  expect(found.map(({ file, version, name }) => `${version} ${name} ${file}`)).toEqual([
    "001 a m/001_a_down.sql",
    "002 b m/002_b.down.sql",
    "003 c m/down/003_c.down.sql",
    "004 d m/down/004_d_down.sql",
    "005 e m/down/005_e.sql",
  ]);
});
