import { join } from "node:path";
import { expect, test } from "vitest";
import { drawn, readFolderImports, rings } from "./architecture.ts";
import { FOLDERS, renderArchitecturePage } from "./architecture_page.ts";

const imports = readFolderImports();

test("folders depend one way", () => {
  expect(imports.size).toBeGreaterThan(20);
  expect(rings(imports)).toEqual([]);
});

test("rings are found, direct and long, and a shortcut is no arrow of its own", () => {
  const of = (edges: Readonly<Record<string, readonly string[]>>) =>
    new Map(Object.entries(edges).map(([folder, needed]) => [folder, new Set(needed)]));
  expect(rings(of({ a: ["b"], b: ["c"], c: ["a"], d: ["a"] }))).toEqual([["a", "b", "c"]]);
  expect(rings(of({ a: ["b", "c"], b: ["c"], c: [] }))).toEqual([]);
  expect(drawn(of({ a: ["b", "c"], b: ["c"], c: [] }))).toEqual(of({ a: ["b"], b: ["c"], c: [] }));
});

test("the core imports nothing of the command line, the functions or what people see", () => {
  const outer = ["cli", "components", "dashboard", "functions", "html_report"];
  const inner = [...imports].filter(([folder]) => !outer.includes(folder));
  expect(
    inner.flatMap(([folder, needed]) =>
      outer.filter((name) => needed.has(name)).map((name) => `${folder} ${name}`),
    ),
  ).toEqual([]);
});

// `npm run docs` writes the file anew; a stale one fails here.
test("docs/architecture.md draws the imports as they are", async () => {
  expect(Object.keys(FOLDERS).sort()).toEqual([...imports.keys()].sort());
  await expect(renderArchitecturePage(imports)).toMatchFileSnapshot(
    join(import.meta.dirname, "..", "..", "docs", "architecture.md"),
  );
});
