import { beforeAll, expect, test } from "vitest";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { analyseBody, type RoutineBody } from "../../src/shared/sql/plpgsql.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

function read(sql: string, language: "sql" | "plpgsql" = "sql"): RoutineBody {
  return analyseBody(parser, {
    language,
    body: sql,
    argumentNames: ["arg", "person"],
    argumentTypes: ["integer", "public.people"],
    ...(language === "plpgsql" ? { kind: "trigger" as const } : {}),
  });
}

/** `column of relation|relation`, as the text writes the relations. */
function columnsOf(sql: string): string[] {
  return read(sql).columns.map(
    ({ name, of }) =>
      `${name} of ${of.map((owner) => (owner.schema ? `${owner.schema}.` : "") + owner.name).join("|")}`,
  );
}

test.each([
  ["select a from t", ["a of t"]],
  ["select x.a, s.t.b, t.c from s.t x, s.t", ["a of s.t", "b of s.t", "c of s.t"]],
  ["select a from t join u on t.id = u.id", ["id of t", "id of u", "a of t|u"]],
  ["select a from t where arg = b and t.arg = 1", ["a of t", "b of t", "arg of t"]],
  // What the text alone does not tell.
  ["select a, f.b, t.c from t, generate_series(1, 2) f", ["c of t"]],
  ["select a, s.b from (select c from t) s", ["c of t"]],
  ["select a, t.b from t as t (x, y)", []],
  ["with w as (select a from t) select b, w.c from w", ["a of t"]],
  ["with recursive w as (select a from t union all select w.b from w) select 1", ["a of t"]],
  ["select a.b from t a, u a", []],
  ["select other.a, (t.p).q from t", ["p of t"]],
  ["select t, count(t), t.*, * from t", []],
  ["select ctid, xmin, t.tableoid from t", []],
  // What is around a query, and what is beside it.
  ["select 1 from t where exists (select a from u where u.b = t.c)", ["b of u", "c of t", "a of u|t"]],
  ["select 1 from t x where exists (select 1 from u x where x.a = 1)", ["a of u"]],
  ["select 1 from t x, (select x.a from u x) s", ["a of u"]],
  ["select 1 from t x, (select x.a from u) s", []],
  ["select 1 from t x, lateral (select x.a from u) s", ["a of t"]],
  [
    "select 1 from t x where x.a in (select y.b from t y order by y.c limit 1)",
    ["b of t", "c of t", "a of t"],
  ],
  // Names of outputs.
  ["select a as b from t order by b, c", ["a of t", "c of t"]],
  ["select count(*), lower(a) from t group by lower, d order by count", ["a of t", "d of t"]],
  ["select case when a then b end from t order by c", ["a of t", "b of t"]],
  ["select a from t union select b from u order by c", ["a of t", "b of u"]],
  ["select a from t order by lower(c)", ["a of t", "c of t"]],
  // Statements that change rows.
  ["insert into t (a, b) select c, u.d from u", ["c of u", "d of u", "a of t", "b of t"]],
  ["insert into t as x (a) values (1) returning b, x.c", ["a of t", "b of t", "c of t"]],
  [
    "insert into t (a) values (1) on conflict (b) where c do update set d = excluded.e where t.f",
    ["a of t", "b of t", "c of t", "d of t", "e of t", "f of t"],
  ],
  [
    "update t x set a = x.b, c = (select d from u) where e",
    ["a of t", "c of t", "b of t", "d of u|t", "e of t"],
  ],
  ["update t set a = u.b from u where t.id = u.id", ["a of t", "b of u", "id of t", "id of u"]],
  ["delete from t using u where t.a = u.b returning t.c", ["a of t", "b of u", "c of t"]],
  [
    "merge into t x using u on x.a = u.b when matched then update set c = u.d when not matched then insert (e) values (u.f)",
    ["a of t", "b of u", "c of t", "d of u", "e of t", "f of u"],
  ],
  // Commands that define things.
  ["create table t (a int check (a > 0)); create index on u (b)", []],
])("columns of %s", (sql, expected) => {
  expect(columnsOf(sql).sort()).toEqual([...expected].sort());
});

test("relations: WITH queries and FOR UPDATE OF name none, commands are told apart", () => {
  const { relations, makes } = read(
    `with w as (select 1 from a) select 1 from w join s.b on true for update of b;
     create temp table c as select 1 from d; create view s.e as select 1; copy f from stdin`,
  );
  expect(relations).toEqual([
    { name: "a", mode: "read", line: 1 },
    { schema: "s", name: "b", mode: "read", line: 1 },
    { name: "d", mode: "read", line: 2, ddl: true },
    { name: "c", mode: "write", line: 2, ddl: true },
    { schema: "s", name: "e", mode: "write", line: 2, ddl: true },
    { name: "f", mode: "write", line: 2, ddl: true },
  ]);
  expect(makes).toEqual(["c", "e"]);
});

test("calls say what they pass, where that can be told", () => {
  const { calls } = read(
    "select f(1, 2), s.g(a => 1), count(*), h(variadic array[1]), mode() within group (order by 1), f(1, 2), f(), a.b.c(1)",
  );
  expect(calls).toEqual([
    { name: "f", arguments: 2, line: 1 },
    { schema: "s", name: "g", arguments: 1, named: ["a"], line: 1 },
    { name: "count", line: 1 },
    { name: "h", line: 1 },
    { name: "mode", line: 1 },
    { name: "f", arguments: 0, line: 1 },
    { schema: "b", name: "c", arguments: 1, long: true, line: 1 },
  ]);
});

test("fields of NEW and OLD, of variables and of arguments; none of records", () => {
  const { fields } = read(
    `declare
  p public.people;
  r record;
begin
  new.a := old.b || p.c;
  select x.d, r.e, new.f into p.g, old.h from public.t x;
  insert into t (i) values (new.j) returning new.k into r;
  return new;
end`,
    "plpgsql",
  );
  expect(fields.map(({ record, name, line }) => `${record}.${name} ${line}`).sort()).toEqual(
    ["new.a 5", "old.b 5", "p.c 5", "new.f 6", "old.h 6", "p.g 6", "new.j 7"].sort(),
  );
});

test("an SQL statement's line is that of its first word", () => {
  const { relations } = read(
    "-- select 1;\n\n/* /* */ ; */ select 1\nfrom a;\n\n  -- two\r\n delete from b;select 1 from c",
  );
  expect(relations.map(({ name, line }) => [name, line])).toEqual([
    ["a", 3],
    ["b", 7],
    ["c", 7],
  ]);
});

test("what constant dynamic SQL makes counts as made", () => {
  const body = `begin execute 'create temp table scratch (id int)'; execute 'set search_path = x'; return null; end`;
  expect(read(body, "plpgsql")).toMatchObject({ makes: ["scratch"], setsSearchPath: true, relations: [] });
});
