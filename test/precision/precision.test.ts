import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { applySuppressions } from "../../src/shared/findings/suppressions.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { freshShadow } from "../support/embedded.ts";
import { type PrecisionCase, readPrecisionCases } from "../support/precision_cases.ts";
import { renderPrecisionPage } from "../support/precision_page.ts";
import { type ScoredCase, scoreCase, totalScore } from "../support/precision_score.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

const LEAST = 0.99;
// Against which an allowance's expiry is judged.
const NOW = "2026-01-01T00:00:00.000Z";

// These compare a database with a manifest, which a case does not have.
const NEED_MANIFEST: readonly string[] = [
  "migration_not_applied",
  "migration_not_in_repository",
  "migration_edited_after_apply",
  "migration_renamed",
  "object_missing",
  "object_unexpected",
  "object_changed",
];

// Rules of the contract for which cases are written and which may not be there yet; their cases wait.
const AWAITED: readonly string[] = [
  "auth_users_exposed",
  "materialized_view_in_api",
  "foreign_table_in_api",
  "public_bucket_allows_listing",
  "insecure_queue_exposed_in_api",
  "pg_graphql_anon_table_exposed",
  "pg_graphql_authenticated_table_exposed",
  "no_primary_key",
  "unsupported_reg_types",
  "fkey_to_auth_unique",
  "constraint_not_validated",
  "trigger_disabled",
  "index_invalid",
  "orphaned_rows",
  "sequence_exhaustion",
  "required_object_missing",
  "unindexed_foreign_keys",
  "unused_index",
  "duplicate_index",
  "table_bloat",
  "extension_versions_outdated",
  "cron_job_failing",
  "audit_overdue",
  "secret_in_cron_command",
];

const ruleIds = RULES.map((rule) => rule.id);
const all = readPrecisionCases();
// `CASE=rule,rule/case npx vitest run test/precision` runs these only; the totals and the page are left alone then.
const wanted = process.env.CASE?.split(",");
const isWanted = ({ rule, name }: PrecisionCase): boolean =>
  wanted === undefined || wanted.includes(rule) || wanted.includes(`${rule}/${name}`);
const runnable = all.filter((each) => ruleIds.includes(each.rule) && isWanted(each));

const scored: ScoredCase[] = [];
let database: Database;

beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

describe("cases", () => {
  test("belong to rules, three or more each, firing and silent", () => {
    const rules = [...new Set(all.map((each) => each.rule))];
    expect(rules.filter((rule) => !ruleIds.includes(rule) && !AWAITED.includes(rule))).toEqual([]);
    for (const rule of [...ruleIds, ...AWAITED]) {
      if (NEED_MANIFEST.includes(rule)) continue;
      const own = all.filter((each) => each.rule === rule);
      expect(own.length, rule).toBeGreaterThanOrEqual(3);
      expect(
        own.map((each) => each.verdict),
        rule,
      ).toContain("fires");
      expect(
        own.map((each) => each.verdict),
        rule,
      ).toContain("silent");
    }
  });

  const waiting = [...new Set(all.map((each) => each.rule))].filter((rule) => !ruleIds.includes(rule));
  test.runIf(waiting.length > 0)("of rules that are not there yet are left out", ({ skip }) => {
    const counts = waiting.map((rule) => `${rule} (${all.filter((each) => each.rule === rule).length})`);
    const reason = `not in RULES yet: ${counts.join(", ")}`;
    console.log(`skipped: ${reason}`);
    skip(reason);
  });
});

describe("judged cases", () => {
  // No case fails by itself: the bar is on the sum, and the last test names what was wrong.
  test.each(runnable.map((each) => [`${each.rule}/${each.name}`, each] as const))(
    "%s",
    async (_, subject) => {
      await inThrowawayTransaction(database, async (session) => {
        await session.execute(subject.sql);
        const config = parseConfig(subject.config);
        const { findings, notEvaluated } = await judgeSession(session, config);
        const kept = applySuppressions(findings, { config, now: NOW, judged: new Set(ruleIds) }).findings;
        scored.push(
          scoreCase(subject, {
            findings: kept.filter((finding) => finding.rule === subject.rule),
            notEvaluated: notEvaluated
              .filter((entry) => entry.rule === subject.rule)
              .map(({ reason }) => reason),
          }),
        );
      });
    },
  );
});

test(`precision and recall are at least ${LEAST}`, () => {
  const wrong = scored.filter(({ faults }) => faults.length > 0);
  const report = wrong.map(
    ({ case: { rule, name, because }, faults }) =>
      `test/precision/${rule}/${name}.sql\n  ${faults.join("\n  ")}\n  because: ${because}`,
  );
  if (report.length > 0) console.error(report.join("\n"));
  const { precision, recall } = totalScore(scored);
  expect(scored.length).toBe(runnable.length);
  expect(Math.min(precision, recall), report.join("\n")).toBeGreaterThanOrEqual(LEAST);
  // Among the wrong ones are those whose rule did not judge what it could, or judged what it could not.
  expect(1 - wrong.length / scored.length, report.join("\n")).toBeGreaterThanOrEqual(LEAST);
});

test.skipIf(wanted !== undefined)("docs/precision.md is up to date", async () => {
  const without = new Map(
    ruleIds
      .filter((rule) => !runnable.some((each) => each.rule === rule))
      .map((rule) => [rule, "it compares a database with a manifest, which a case does not have"]),
  );
  const page = renderPrecisionPage(scored, { ruleOrder: ruleIds, without });
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "..", "..", "docs", "precision.md"));
});
