import { beforeAll, describe, expect, it } from "vitest";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { analyseBody, type BodyInput, BodyUnparsable } from "../../src/shared/sql/plpgsql.ts";
import { readRoutineStatement } from "../../src/shared/sql/routine_statement.ts";

let parser: SqlParser;

beforeAll(async () => {
  parser = await loadSqlParser();
});

const analyse = (body: string, others: Partial<BodyInput> = {}) =>
  analyseBody(parser, { language: "plpgsql", body, ...others });

describe("types that only the database knows", () => {
  it("lets their variables and arguments be among several targets of INTO", () => {
    const body = analyse(
      `declare
  "Röle"
    public.app_role not null := 'admin';
  v extensions.vector(384);
begin
  select a, b into strict out_role, n from public.m;
  select a, b, c into n, "Röle", v from public.m;
  execute 'drop table ' || arg;
end`,
      { argumentNames: ["arg", "out_role", "n"], argumentTypes: ["text", "public.app_role", "integer"] },
    );
    expect(body.declarations).toMatchObject([
      { name: "Röle", type: "public.app_role", line: 2 },
      { name: "v", type: "extensions.vector(384)", typmods: [384], line: 4 },
    ]);
    expect(body.statements.flatMap(({ into }) => (into ? [into] : []))).toEqual([
      ["Röle"],
      ["out_role", "n"],
      ["n", "Röle", "v"],
    ]);
    expect(body.dynamic).toMatchObject([{ classification: "concatenated", line: 8 }]);
  });

  it("leaves a record among several targets to be refused", () => {
    expect(() => analyse("declare r record; begin select 1, 2 into r, n; end")).toThrow(BodyUnparsable);
  });
});

describe("dynamic SQL", () => {
  const judge = (body: string, declare = "") => {
    const found = analyse(`declare q text; r record; ${declare} begin ${body} end`, {
      argumentNames: ["arg", "n"],
      argumentTypes: ["text", "integer"],
    }).dynamic;
    return found.map(({ classification, unquoted }) =>
      [classification, ...unquoted.map(({ name }) => name)].join(" "),
    );
  };

  it.each([
    ["execute 'select 1';", "constant"],
    ["q := 'select ' || '1'; execute q;", "constant"],
    ["execute 'select $1' using arg;", "parameterised"],
    ["execute format('select %I.%L', arg, arg);", "parameterised"],
    ["execute format('select %s', n);", "parameterised"],
    ["execute format('select %2$s %1$I', arg, n);", "parameterised"],
    ["execute 'drop table ' || quote_ident(arg);", "parameterised"],
    ["execute 'drop table ' || arg::regclass;", "parameterised"],
    ["q := 'x' || quote_literal(arg); q := q || ' y'; execute q;", "parameterised"],
    [
      "for r in select quote_ident(relname) as t from c loop execute 'drop table ' || r.t; end loop;",
      "parameterised",
    ],
    ["q := 'select %I'; execute format(q, arg);", "parameterised"],
    ["execute format('select %I' || ' from %s', arg, n);", "parameterised"],
    ["q := 'select %s'; execute format(q || ' from %I', arg, n);", "concatenated arg"],
    ["execute format(arg, n);", "concatenated arg"],
    ["for i in 1..3 loop execute 'select ' || i; end loop;", "parameterised"],
    ["execute 'select ' || arg;", "concatenated arg"],
    ["execute format('select %s %I', arg, n);", "concatenated arg"],
    ["execute format('select %1$I %1$s', arg);", "concatenated arg"],
    ["execute concat('select ', arg);", "concatenated arg"],
    ["execute 'select ' || $1;", "concatenated arg"],
    ["execute 'select ' || upper(coalesce(arg, ''));", "concatenated arg"],
    ["q := 'select ' || arg; execute q;", "concatenated arg"],
    ["select 'select ' || arg into q; execute q;", "concatenated arg"],
    ["for r in execute 'select ' || arg loop null; end loop;", "concatenated arg"],
    ["return query execute 'select ' || arg;", "concatenated arg"],
    ["open c for execute 'select ' || arg;", "concatenated arg"],
    ["execute 'select ' || made_up.text(arg);", "concatenated made_up.text()"],
    [
      "for r in select relname from c loop execute 'drop table ' || r.relname; end loop;",
      "concatenated relname",
    ],
    ["for r in select * from c loop execute 'drop table ' || r.relname; end loop;", "concatenated r.relname"],
    ["select note from notes into q; execute q;", "concatenated note"],
  ])("%s", (body, expected) => {
    expect(judge(body, "c refcursor;")).toEqual([expected]);
  });

  it("follows the initial value of a variable whose type the parser does not know", () => {
    expect(judge("execute s;", "s public.statement := 'select ' || arg;")).toEqual(["concatenated arg"]);
  });

  it("gives constant texts", () => {
    expect(analyse("begin\n execute 'reset all'; end").dynamic).toMatchObject([
      { constantText: "reset all", line: 2 },
    ]);
  });
});

it("reads a body whose arguments have no names", () => {
  const body = "declare t alias for $1; begin execute 'drop table ' || t; execute 'drop table ' || $2; end";
  const { dynamic } = analyse(body, { argumentNames: [], argumentTypes: ["text", "text"] });
  expect(dynamic.map(({ unquoted }) => unquoted)).toEqual([
    [{ name: "$1", source: "argument" }],
    [{ name: "$2", source: "argument" }],
  ]);
});

describe("what a body holds", () => {
  const body = `
declare
  v extensions.vector(384) := embed(1);
  p public.profile%rowtype;
begin
  p.name := $q$x$q$;
  with w as (select 1 from public.source)
  insert into s.target select x::vector(3) from w join other on true;
  if exists (select 1 from hidden) then undeclared := 1; end if;
  return query select 1;
end`;

  it("reads declarations, casts, relations and calls with their lines", () => {
    const found = analyse(body);
    expect(found.declarations).toContainEqual({
      name: "v",
      type: "extensions.vector(384)",
      typmods: [384],
      line: 3,
    });
    expect(found.casts).toMatchObject([{ name: "vector", typmods: [3], line: 7 }]);
    expect(found.relations.map(({ schema, name, mode, line }) => [schema, name, mode, line])).toEqual([
      ["public", "source", "read", 7],
      ["s", "target", "write", 7],
      [undefined, "other", "read", 7],
      [undefined, "hidden", "read", 9],
    ]);
    expect(found.calls).toMatchObject([{ name: "embed", line: 3 }]);
  });

  it.each([
    ["begin return new; end", "trigger"],
    ["begin return next; return; end", "function"],
    ["begin return 1; end", "function"],
    ["begin commit; end", "procedure"],
    ["begin new.x = 1; return new; end", "trigger"],
    ["declare p public.profile%rowtype; begin p.name := 1; return new; end", "trigger"],
  ] as const)("needs no signature for %j", (text, kind) => {
    expect(analyse(text, { kind }).dynamic).toEqual([]);
  });

  it("reads bodies of language sql, parsed ones too", () => {
    const found = analyse("select 1 from a;\nupdate b set c = 1", { language: "sql" });
    expect(found.relations).toEqual([
      { name: "a", mode: "read", line: 1 },
      { name: "b", mode: "write", line: 2 },
    ]);
    expect(analyse("begin atomic select f(); delete from t; end", { language: "sql" }).calls).toHaveLength(1);
  });

  it.each([
    ["begin set local search_path to x; end", true],
    ["begin perform set_config('search_path', '', true); end", true],
    ["begin execute 'set search_path = x'; end", true],
    ["begin set local role x; perform set_config('role', 'search_path', true); end", false],
  ])("%s sets search_path: %s", (text, expected) => {
    expect(analyse(text).setsSearchPath).toBe(expected);
  });

  it("names the line of what it cannot parse", () => {
    const reason = (text: string, language = "plpgsql") => {
      try {
        analyse(text, { language });
      } catch (error) {
        if (error instanceof BodyUnparsable) return [error.line, error.reason];
      }
      return undefined;
    };
    expect(reason("begin\n\n selec; end")).toEqual([3, expect.stringContaining("selec")]);
    expect(reason("select 1;\nselect from from", "sql")?.[0]).toBe(2);
    expect(reason("x", "c")).toEqual([1, expect.stringContaining("language c")]);
  });

  it("is not fooled by a body that holds the quotes it is wrapped in", () => {
    expect(analyse("begin execute $body0$ x $body0$; end").dynamic).toMatchObject([{ constantText: " x " }]);
  });
});

it("reads CREATE FUNCTION and DO statements", () => {
  const read = (sql: string) => {
    const input = readRoutineStatement(parser.parse(sql).statements[0]?.node ?? {});
    return input && { input, body: analyseBody(parser, input) };
  };
  const found = read(
    'create function s.f(a int, b text) returns setof "T" language plpgsql security definer as $$ begin execute b || a; end $$',
  );
  expect(found?.input).toMatchObject({
    routine: { schema: "s", name: "f" },
    securityDefiner: true,
    returns: 'setof "T"',
  });
  expect(found?.body.dynamic[0]?.unquoted).toEqual([{ name: "b", source: "argument" }]);
  expect(read("do $$ begin drop table x; end $$")?.body.statements[0]?.kind).toBe("DropStmt");
  expect(read("select 1")).toBeUndefined();
});
