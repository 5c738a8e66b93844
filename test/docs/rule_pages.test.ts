import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configJsonSchema } from "../../src/shared/config.ts";
import { renderRuleIndex, renderRulePage } from "../../src/shared/report/rule_page.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { readFixture } from "../support/rule_fixtures.ts";

const docs = join(import.meta.dirname, "..", "..", "docs");

// `npm run docs` writes these files anew; a stale one fails here.
describe("generated documentation", () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))(
    "docs/rules/%s.md is up to date",
    async (id, rule) => {
      const fixture = readFixture(id);
      if (fixture === undefined) throw new Error(`rule ${id} lacks its fixtures`);
      await expect(renderRulePage(rule, fixture)).toMatchFileSnapshot(join(docs, "rules", `${id}.md`));
    },
  );

  test("docs/rules/README.md lists every rule", async () => {
    await expect(renderRuleIndex(RULES)).toMatchFileSnapshot(join(docs, "rules", "README.md"));
  });

  test("docs/rules holds no page of a rule that is gone", () => {
    const pages = readdirSync(join(docs, "rules")).filter((file) => file !== "README.md");
    expect(pages.sort()).toEqual(RULES.map((rule) => `${rule.id}.md`).sort());
  });

  test("docs/supawarden.schema.json is the configuration's JSON Schema", async () => {
    const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(docs, "supawarden.schema.json"));
  });
});

describe("rules", () => {
  test("have distinct ids in the form the command line takes", () => {
    const ids = RULES.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_]+$/);
  });

  test("have a file of their own name", () => {
    const files = readdirSync(join(import.meta.dirname, "..", "..", "src", "shared", "rules"));
    for (const rule of RULES) expect(files).toContain(`${rule.id}.ts`);
  });

  test("explain themselves", () => {
    for (const rule of RULES) {
      expect(rule.summary.length, rule.id).toBeGreaterThan(30);
      expect(rule.rationale.length, rule.id).toBeGreaterThan(30);
    }
  });
});
