import fc from "fast-check";
import { PGlite } from "pglite-17";
import { afterAll, beforeAll, expect, it } from "vitest";
import { qualify, quoteIdent, quoteLiteral } from "../../src/shared/sql/ident.ts";

let database: PGlite;

beforeAll(async () => {
  database = await PGlite.create();
}, 60_000);
afterAll(() => database.close());

const text = fc.string({ unit: "binary" }).filter((value) => !value.includes("\0"));
const texts = fc.array(
  fc.oneof(
    text,
    fc.string({ unit: fc.constantFrom("a", "B", "_", "1", "$", '"', "'", "\\", "\n", " ", "é", "😀") }),
  ),
  { minLength: 20, maxLength: 60 },
);

async function ask(
  fn: "quote_ident" | "quote_literal",
  values: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await database.query<{ quoted: string[] }>(
    `select array_agg(pg_catalog.${fn}(v) order by n) as quoted
     from pg_catalog.unnest($1::text[]) with ordinality as u(v, n)`,
    [values],
  );
  return rows[0]?.quoted ?? [];
}

it("quotes names like the server", async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      expect(values.map(quoteIdent)).toEqual(await ask("quote_ident", values));
    }),
    { numRuns: 50 },
  );
});

it("quotes every keyword the server quotes, and no other", async () => {
  const { rows } = await database.query<{ word: string }>("select word from pg_catalog.pg_get_keywords()");
  const words = rows.map(({ word }) => word);
  expect(words.length).toBeGreaterThan(400);
  expect(words.map(quoteIdent)).toEqual(await ask("quote_ident", words));
});

it("quotes literals like the server", async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (values) => {
      expect(values.map(quoteLiteral)).toEqual(await ask("quote_literal", values));
    }),
    { numRuns: 50 },
  );
});

it("qualifies a name", () => {
  expect(qualify("public", "User")).toBe('public."User"');
});
