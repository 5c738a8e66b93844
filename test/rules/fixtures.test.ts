import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { freshShadow } from "../support/embedded.ts";
import {
  expectations,
  fixtureFolders,
  inThrowawayTransaction,
  judgeAlone,
  judgeFixture,
  type RuleFixture,
  readFixture,
} from "../support/rule_fixtures.ts";

// `RULE=a,b npx vitest run test/rules/fixtures.test.ts` runs the fixtures of these rules only.
const wanted = process.env.RULE?.split(",");
const rules = RULES.filter((rule) => wanted === undefined || wanted.includes(rule.id));

// Their repair enables row level security. On a table without policies that closes it to everybody, which another rule
// says as information; the note of the remediation announces it.
const CLOSING_RULES: readonly string[] = ["rls_disabled_in_public", "sensitive_columns_exposed"];

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

function of(findings: readonly Finding[], rule: string): Finding[] {
  return findings.filter((finding) => finding.rule === rule);
}

function fingerprints(findings: readonly Finding[]): string[] {
  return findings.map((finding) => finding.fingerprint).sort();
}

function fixtureOf(rule: string): RuleFixture {
  const fixture = readFixture(rule);
  if (fixture === undefined) throw new Error(`rule ${rule} lacks test/rules/${rule}/bad.sql or good.sql`);
  return fixture;
}

/** What drift never compares is listed with every comparison; it is no gap of this one. */
function isGap({ reason }: { readonly reason: string }): boolean {
  return !reason.startsWith("not compared: ");
}

test("every fixture folder belongs to a rule", () => {
  const known = RULES.map((rule) => rule.id);
  expect(fixtureFolders().filter((folder) => !known.includes(folder))).toEqual([]);
});

describe.each(rules.map((rule) => rule.id))("%s", (rule) => {
  test("fires on bad.sql exactly where declared, and its remediation silences it", async () => {
    const fixture = fixtureOf(rule);
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture.bad);
      const before = (await judgeFixture(session, fixture)).findings;
      const fired = of(before, rule);
      const expected = expectations(fixture.bad);
      expect(expected.length).toBeGreaterThan(0);
      expect(fired.map((finding) => finding.object.identity).sort()).toEqual(
        expected.map((entry) => entry.identity).sort(),
      );
      for (const entry of expected) {
        if (entry.severity === undefined) continue;
        const found = fired.find((finding) => finding.object.identity === entry.identity);
        expect(found?.severity, entry.identity).toBe(entry.severity);
      }
      for (const finding of fired) {
        expect(finding.remediation.sql ?? finding.remediation.note, finding.object.identity).toBeTruthy();
        if (finding.remediation.safety === "review") expect(finding.remediation.note).toBeTruthy();
      }

      const alone = await judgeAlone(session, fixture);
      expect(alone.notEvaluated.filter(isGap)).toEqual([]);
      expect(fingerprints(alone.findings), "with only the parts that the rule requires").toEqual(
        fingerprints(fired),
      );

      const repairs = fired.filter((finding) => finding.remediation.sql !== undefined);
      for (const finding of repairs) await session.execute(finding.remediation.sql ?? "");
      const after = (await judgeFixture(session, fixture)).findings;
      const repaired = new Set(repairs.map((finding) => finding.fingerprint));
      expect(of(after, rule).filter((finding) => repaired.has(finding.fingerprint))).toEqual([]);
      const known = new Set(fingerprints(before));
      const closed = new Set(
        CLOSING_RULES.includes(rule) ? repairs.map((finding) => finding.object.identity) : [],
      );
      const fresh = after.filter(
        (finding) =>
          !known.has(finding.fingerprint) &&
          // An index that a repair has just made cannot have been used.
          finding.rule !== "unused_index" &&
          !(finding.rule === "rls_enabled_no_policy" && closed.has(finding.object.identity)),
      );
      expect(fresh.map(summary)).toEqual([]);

      const undoable = repairs.filter((finding) => finding.remediation.undo_sql !== undefined);
      for (const finding of undoable.toReversed()) await session.execute(finding.remediation.undo_sql ?? "");
      const restored = fingerprints((await judgeFixture(session, fixture)).findings);
      for (const finding of undoable) expect(restored).toContain(finding.fingerprint);
    });
  });

  test("is silent on good.sql", async () => {
    const fixture = fixtureOf(rule);
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture.good);
      const { findings, notEvaluated } = await judgeFixture(session, fixture);
      expect(of(findings, rule).map(summary)).toEqual([]);
      expect(notEvaluated.filter((entry) => entry.rule === rule && isGap(entry))).toEqual([]);
    });
  });
});

function summary(finding: Finding): string {
  return `${finding.rule} ${finding.object.identity}: ${finding.message}`;
}
