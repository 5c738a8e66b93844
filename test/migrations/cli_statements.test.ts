import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cliStatements } from "../../src/shared/migrations/cli_statements.ts";

// test/ledger/cli_states.test.ts compares with what the CLI itself records; here are the edges of its scanner.

describe("statements as the Supabase CLI cuts them", () => {
  test.each([
    ["semicolons and blanks around", " \ufeff\n select 1;; ;\n\u00a0select 2 ;", ["select 1", "select 2"]],
    ["nothing", " ;\n;", []],
    [
      "strings, and a doubled delimiter",
      `select 'a;''b;'; select "a;""b;"`,
      ["select 'a;''b;'", 'select "a;""b;"'],
    ],
    [
      "dollar quotes, whose case counts",
      "select $a$;$A$;$a$; select $$;$$",
      ["select $a$;$A$;$a$", "select $$;$$"],
    ],
    [
      "a dollar sign that opens nothing",
      "select $1; select a$b; select 2",
      ["select $1", "select a$b", "select 2"],
    ],
    [
      "comments, which stay but for a semicolon at the very end",
      "-- a;\nselect 1; /* b; /* c; */ ; */ select 2; -- d;",
      ["-- a;\nselect 1", "/* b; /* c; */ ; */ select 2", "-- d"],
    ],
    [
      "minus and slash",
      "select 1 - -1; select 4 / 2; select 1",
      ["select 1 - -1", "select 4 / 2", "select 1"],
    ],
    [
      "brackets",
      "create rule r as on insert to t do (select 1; select 2); select 3",
      ["create rule r as on insert to t do (select 1; select 2)", "select 3"],
    ],
    [
      "an atomic body, in any case of letters",
      "create function f() begin\n Atomic select 1; select 2; end; select 3",
      ["create function f() begin\n Atomic select 1; select 2; end", "select 3"],
    ],
    [
      "a column called atomic",
      "select atomic from begins; select 1",
      ["select atomic from begins", "select 1"],
    ],
    ["a backslash, which hides the next character", "select \\; select 2", ["select \\; select 2"]],
  ])("%s", (_, text, statements) => {
    expect(cliStatements(text)).toEqual(statements);
  });

  // Such files fail at the push, so no ledger has them; a manifest has to say the same as the CLI all the same.
  test.each([
    [
      "END inside a body ends it",
      "begin atomic select case when a then b end; select 2; end; x",
      ["begin atomic select case when a then b end", "select 2", "end", "x"],
    ],
    ["a bracket closes all around it", "select (1 + (2) ; 3); x", ["select (1 + (2)", "3)", "x"]],
    [
      "a quote with a backslash stays open",
      "select E'it\\'s'; select 2; x'",
      ["select E'it\\'s'; select 2; x'"],
    ],
  ])("its faults: %s", (_, text, statements) => {
    expect(cliStatements(text)).toEqual(statements);
  });

  test("nothing is lost but blanks and semicolons", () => {
    const fragments = [
      "'",
      '"',
      "$$",
      "$a$",
      "--",
      "\n",
      "/*",
      "*/",
      "(",
      ")",
      ";",
      " ",
      "\\",
      "begin atomic ",
      "end",
      "ü",
      "😀",
      "c",
      "$",
    ];
    const bare = (text: string) => text.replace(/[;\s]/gu, "");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        const statements = cliStatements(text);
        expect(bare(statements.join(""))).toBe(bare(text));
        for (const statement of statements) expect(statement).toBe(statement.trim());
      }),
      { numRuns: 2_000 },
    );
  });
});
