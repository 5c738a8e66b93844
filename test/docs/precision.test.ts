import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { groupBy } from "../../src/shared/catalog/lookup.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { precisionFolder, readPrecisionCases } from "../support/precision_cases.ts";
import { renderPrecisionPage } from "../support/precision_page.ts";
import { precisionOf, type RuleScore, recallOf, totalScore } from "../support/precision_score.ts";

const LEAST = 0.99;
const FEWEST_CASES = 3;

// These compare a database with a manifest, which a case does not have.
const NEED_MANIFEST: readonly string[] = [
  "migration_edited_after_apply",
  "migration_not_applied",
  "migration_not_in_repository",
  "migration_renamed",
  "object_changed",
  "object_missing",
  "object_unexpected",
];

const ruleIds = RULES.map((rule) => rule.id);
const cases = groupBy(readPrecisionCases(), (each) => each.rule);
const recorded: Readonly<Record<string, RuleScore>> = Object.assign(
  {},
  ...readdirSync(precisionFolder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(precisionFolder, file), "utf8"))),
);
const total = totalScore(Object.values(recorded));

describe("precision", () => {
  test("every rule has cases, firing and silent ones", () => {
    expect([...cases.keys()].filter((rule) => !ruleIds.includes(rule))).toEqual([]);
    for (const rule of ruleIds) {
      if (NEED_MANIFEST.includes(rule)) continue;
      const verdicts = (cases.get(rule) ?? []).map((each) => each.verdict);
      expect(verdicts.length, rule).toBeGreaterThanOrEqual(FEWEST_CASES);
      expect(verdicts, rule).toEqual(expect.arrayContaining(["fires", "silent"]));
    }
  });

  // test/precision runs the cases and compares with what is recorded.
  test("every case of a rule is recorded", () => {
    expect(Object.fromEntries(Object.entries(recorded).map(([rule, score]) => [rule, score.cases]))).toEqual(
      Object.fromEntries([...cases].map(([rule, own]) => [rule, own.length])),
    );
  });

  test(`precision and recall are at least ${LEAST}`, () => {
    const wrong = Object.entries(recorded).flatMap(([rule, score]) =>
      score.wrong.map((each) => `${rule}/${each.case}: ${each.faults.join("; ")}`),
    );
    expect(precisionOf(total), wrong.join("\n")).toBeGreaterThanOrEqual(LEAST);
    expect(recallOf(total), wrong.join("\n")).toBeGreaterThanOrEqual(LEAST);
    // Among the wrong ones are those whose rule did not judge what it could, or judged what it could not.
    expect(1 - total.wrong.length / total.cases, wrong.join("\n")).toBeGreaterThanOrEqual(LEAST);
  });

  test("docs/precision.md is up to date", async () => {
    const without = ruleIds
      .filter((rule) => recorded[rule] === undefined)
      .map((rule) => [rule, "it compares a database with a manifest, which a case does not have"] as const);
    const page = renderPrecisionPage(
      ruleIds.flatMap((rule) => {
        const score = recorded[rule];
        return score === undefined ? [] : [[rule, score] as const];
      }),
      new Map(without),
    );
    await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "..", "..", "docs", "precision.md"));
  });
});
