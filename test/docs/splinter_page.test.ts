import { join } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../src/shared/rules/mod.ts";
import { EXCEPTIONS } from "../peers/exceptions.ts";
import { renderExceptionsPage } from "../peers/exceptions_page.ts";

// `npm run docs` writes the file anew; a stale one fails here.
test("docs/splinter.md lists every exception that the comparison makes", async () => {
  const page = renderExceptionsPage(EXCEPTIONS, RULES);
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "..", "..", "docs", "splinter.md"));
});
