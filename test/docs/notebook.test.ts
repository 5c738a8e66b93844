import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notebookText } from "./notebook.ts";

const SUPABASE = join(import.meta.dirname, "..", "..", "supabase");

test("supabase/notebooks/supawarden.json holds the snippets", async () => {
  await expect(notebookText()).toMatchFileSnapshot(join(SUPABASE, "notebooks", "supawarden.json"));
});

test("the notebook asks every question that has a snippet", () => {
  const asked = (JSON.parse(notebookText()) as { content: { cells: { type: string }[] } }).content.cells;
  expect(asked.filter(({ type }) => type === "database")).toHaveLength(
    readdirSync(join(SUPABASE, "snippets")).length,
  );
});
