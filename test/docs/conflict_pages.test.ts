import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONFLICTS } from "../../src/shared/migrations/conflicts/mod.ts";
import { renderConflictIndex, renderConflictPage } from "../../src/shared/report/conflict_page.ts";
import { conflictExamples } from "../support/conflict_fixtures.ts";

const docs = join(import.meta.dirname, "..", "..", "docs", "conflicts");

// `npm run docs` writes these files anew; a stale one fails here.
describe("generated documentation of conflicts", () => {
  test.each(CONFLICTS.map((conflict) => [conflict.id, conflict] as const))(
    "docs/conflicts/%s.md is up to date",
    async (id, conflict) => {
      const page = renderConflictPage(conflict, conflictExamples(id));
      await expect(page).toMatchFileSnapshot(join(docs, `${id}.md`));
    },
  );

  test("docs/conflicts/README.md lists every conflict", async () => {
    await expect(renderConflictIndex(CONFLICTS)).toMatchFileSnapshot(join(docs, "README.md"));
  });

  test("docs/conflicts holds no page of a conflict that is gone", () => {
    const pages = readdirSync(docs).filter((file) => file !== "README.md");
    expect(pages.sort()).toEqual(CONFLICTS.map(({ id }) => `${id}.md`).sort());
  });

  test("every conflict has a file of its own name", () => {
    const files = readdirSync(
      join(import.meta.dirname, "..", "..", "src", "shared", "migrations", "conflicts"),
    );
    for (const { id } of CONFLICTS) expect(files).toContain(`${id}.ts`);
  });
});
