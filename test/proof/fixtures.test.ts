import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { withProof } from "../../src/shared/proof/apply_proof.ts";
import { proveFixes } from "../../src/shared/proof/prove_fixes.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, judgeSession, readFixture } from "../support/rule_fixtures.ts";

// Every remediation of every rule, tried on the schema of the rule's bad.sql. `RULE=a,b` limits it to these rules.
const wanted = process.env.RULE?.split(",");
const rules = RULES.filter((rule) => wanted === undefined || wanted.includes(rule.id));

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

describe.each(rules.map((rule) => rule.id))("%s", (rule) => {
  test("its remediations do what they say", async () => {
    const fixture = readFixture(rule);
    if (fixture === undefined) throw new Error(`rule ${rule} has no fixture`);
    const parser = await loadSqlParser();
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture.bad);
      const { findings } = await judgeSession(session, fixture.config);
      const own = findings.filter(
        (finding) => finding.rule === rule && finding.remediation.sql !== undefined,
      );
      const proofs = await proveFixes(session, { findings: own, config: fixture.config, parser });
      const proved = own.map((finding) => withProof(finding, proofs.get(finding.fingerprint)));
      if (process.env.SHOW !== undefined) console.log(proved.map(shown).join("\n"));
      expect(proved.filter(({ remediation }) => remediation.proof?.status === "failed").map(shown)).toEqual(
        [],
      );
      // A fix that the rule calls safe is safe by the proof as well, or the proof could not be made at all.
      const demoted = proved.filter(
        ({ remediation }, place) =>
          own[place]?.remediation.safety === "safe" &&
          remediation.safety !== "safe" &&
          remediation.proof?.status !== "not proved",
      );
      expect(demoted.map(shown)).toEqual([]);
    });
  });
});

function shown({ object, remediation }: Finding): string {
  const { proof, safety, sql, undo_sql: undo } = remediation;
  return [
    `${object.identity}: ${safety}, ${proof?.status}: ${proof?.reason ?? ""}`,
    `  changes ${JSON.stringify(proof?.changes)}, undo ${proof?.undo}`,
    `  ${sql}`,
    `  ${undo ?? "no undo"}`,
  ].join("\n");
}
