import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import type { Category } from "../../src/shared/findings/finding.ts";
import { applySuppressions } from "../../src/shared/findings/suppressions.ts";
import { findRule } from "../../src/shared/rules/mod.ts";
import { freshShadow } from "./embedded.ts";
import { type PrecisionCase, precisionFolder, readPrecisionCases } from "./precision_cases.ts";
import { type ScoredCase, scoreCase, scoresByRule } from "./precision_score.ts";
import { inThrowawayTransaction, judgeAlone } from "./rule_fixtures.ts";

// Against which an allowance's expiry is judged.
const NOW = "2026-01-01T00:00:00.000Z";

// `CASE=rule,rule/case npx vitest run test/precision` runs these only, and leaves the recorded scores alone.
const wanted = process.env.CASE?.split(",").filter((word) => word !== "");

function isWanted({ rule, name }: PrecisionCase): boolean {
  return wanted === undefined || wanted.includes(rule) || wanted.includes(`${rule}/${name}`);
}

/**
 * Declares the tests of the cases whose rules are of these categories, and compares their scores with
 * `test/precision/scores.<name>.json`, from which docs/precision.md is made. A part of the cases each, since the runs
 * take as long as their number and can go side by side.
 */
export function runPrecisionCases(name: string, categories: readonly Category[]): void {
  const cases = readPrecisionCases().filter((each) => {
    const rule = findRule(each.rule);
    return rule !== undefined && categories.includes(rule.category) && isWanted(each);
  });
  describe.runIf(cases.length > 0)(`precision: ${categories.join(", ")}`, () => {
    const scored: ScoredCase[] = [];
    let database: Database;
    beforeAll(async () => {
      database = await freshShadow();
    });
    afterAll(() => database?.close());

    // No case fails by itself unless its SQL does: the bar is on the sum, and what is wrong is named below.
    test.each(cases.map((each) => [`${each.rule}/${each.name}`, each] as const))("%s", async (_, subject) => {
      scored.push(await runCase(database, subject));
    });

    test("the scores are those that docs/precision.md shows", async () => {
      const report = describeFaults(scored);
      if (report !== "") console.error(report);
      expect(scored.length).toBe(cases.length);
      if (wanted !== undefined) {
        expect(report).toBe("");
        return;
      }
      const text = `${JSON.stringify(scoresByRule(scored), null, 2)}\n`;
      await expect(text, report).toMatchFileSnapshot(join(precisionFolder, `scores.${name}.json`));
    });
  });
}

async function runCase(database: Database, subject: PrecisionCase): Promise<ScoredCase> {
  const { config } = subject;
  const answers: ScoredCase[] = [];
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(subject.sql);
    const { findings, notEvaluated } = await judgeAlone(session, { rule: subject.rule, config });
    const kept = applySuppressions(findings, { config, now: NOW, judged: new Set([subject.rule]) }).findings;
    answers.push(
      scoreCase(subject, {
        findings: kept.filter((finding) => finding.rule === subject.rule),
        notEvaluated: notEvaluated.filter((entry) => entry.rule === subject.rule).map(({ reason }) => reason),
      }),
    );
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error(`${subject.rule}/${subject.name} was not judged`);
  return answer;
}

function describeFaults(scored: readonly ScoredCase[]): string {
  return scored
    .filter(({ faults }) => faults.length > 0)
    .map(
      ({ case: { rule, name, because }, faults }) =>
        `test/precision/${rule}/${name}.sql\n  ${faults.join("\n  ")}\n  because: ${because}`,
    )
    .join("\n");
}
