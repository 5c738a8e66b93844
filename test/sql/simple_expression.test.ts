import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { BodyNames } from "../../src/shared/sql/body_names.ts";
import { readStatementNames } from "../../src/shared/sql/body_reader.ts";
import { loadSqlParser, type SqlParser, SqlSyntaxError } from "../../src/shared/sql/parser.ts";
import { readSimpleExpression } from "../../src/shared/sql/simple_expression.ts";
import { walk } from "../../src/shared/sql/walk.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const WORDS =
  "a new old v_row.field NEW.Title r . x 1 2.5 -1 + - * / % = <> != < > <= >= || , and or not is null is true isnull case when then else end [ ] in like between at time zone from select as date interval true false :: ( ) 'x' \"q\" current_date any row exists operator <-> ->> ~ collate distinct default similar to -- /* $1 $$ . * where limit group by array".split(
    " ",
  );

/** What the tree of an expression refers to, in the terms of a simple one. */
function factsOfTree(text: string) {
  const [tree, ...more] = parser.parseTrees(`select ${text}`);
  if (tree === undefined || more.length > 0) return undefined;
  const kinds = new Set<string>();
  walk(tree.node, (kind) => void kinds.add(kind));
  const types = new Map(["v_row", "r", "x", "a"].map((name) => [name, "public.thing"]));
  const names = new BodyNames(types);
  readStatementNames(names, { node: tree.node, kind: tree.kind, line: 1, expression: true });
  const { operators, fields, columns, relations, calls, casts } = names.facts();
  return { kinds, names: { operators, fields, columns, relations, calls, casts } };
}

test("an expression is taken for simple only where its tree says no more", () => {
  let simple = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 7 }), (words) => {
      const text = words.join(" ");
      const found = readSimpleExpression(text);
      if (found === undefined) return;
      let tree: ReturnType<typeof factsOfTree>;
      try {
        tree = factsOfTree(text);
      } catch (error) {
        // The PL/pgSQL parser has refused such a body before.
        if (error instanceof SqlSyntaxError) return;
        throw error;
      }
      if (tree === undefined) return;
      simple++;
      for (const kind of ["FuncCall", "TypeCast", "RangeVar", "SubLink", "TypeName", "CollateClause"]) {
        expect(tree.kinds.has(kind), `${text}: ${kind}`).toBe(false);
      }
      const own = new BodyNames(new Map(["v_row", "r", "x", "a"].map((name) => [name, "public.thing"])));
      readStatementNames(own, { node: {}, kind: "SelectStmt", line: 1, expression: true, simple: found });
      const { operators, fields, columns, relations, calls, casts } = own.facts();
      expect({ operators, fields, columns, relations, calls, casts }, text).toEqual(tree.names);
    }),
    { numRuns: 20_000, seed: 7 },
  );
  expect(simple).toBeGreaterThan(500);
});

test.each([
  ["v_count + 1", true, []],
  ["new.title", false, [["new", "title"]]],
  [
    "OLD . Status <> new.status",
    true,
    [
      ["old", "status"],
      ["new", "status"],
    ],
  ],
  ["v_user is null", false, []],
  ["items[1] = limit_of.items", true, [["limit_of", "items"]]],
])("%s is simple", (text, hasOperator, fields) => {
  expect(readSimpleExpression(text)).toEqual({ hasOperator, fields });
});

test.each([
  "auth.uid()",
  "'x'",
  "x::text",
  "title from public.notes",
  "a <-> b",
  "a between b and c",
  '"Quoted"',
  "row.*",
  "-1",
  "x -- y",
])("%s is not", (text) => {
  expect(readSimpleExpression(text)).toBeUndefined();
});
