import { loadSqlParser, SqlSyntaxError } from "../../src/shared/sql/parser.ts";
import { analyseBody } from "../../src/shared/sql/plpgsql.ts";

// Run by other runtimes than the one of the tests: prints what the parser makes of one text of each sort.
const parser = await loadSqlParser();
let refused: unknown;
try {
  parser.parse("select 'é';\nselect from from");
} catch (error) {
  refused = error instanceof SqlSyntaxError ? [error.offset, error.line, error.column] : String(error);
}
const { statements } = parser.parse("\ufeffcreate table t (a int);\r\n-- 😀\r\nselect '😀' from t -- end");
const body = analyseBody(parser, { language: "plpgsql", body: "begin execute 'drop table ' || name; end" });
console.log(
  JSON.stringify({
    statements: statements.map(({ kind, start, end, line }) => [kind, start, end, line]),
    refused,
    dynamic: body.dynamic.map(({ classification, unquoted }) => [classification, unquoted[0]?.name]),
    fingerprint: parser.fingerprint("select 1"),
  }),
);
