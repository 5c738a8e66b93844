import type { Database } from "../../src/shared/database/database.ts";
import type { Finding, Remediation } from "../../src/shared/findings/finding.ts";
import { withProof } from "../../src/shared/proof/apply_proof.ts";
import { proveFixes } from "../../src/shared/proof/prove_fixes.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

/** A remediation to try in place of the rule's own, for the finding of `rule` on the object. */
export interface PlantedFix {
  readonly rule: string;
  readonly object: string;
  readonly remediation?: Partial<Remediation>;
}

/** Tries remediations on a schema and returns the findings with their proofs, in the order of the fixes. */
export async function tryOn(
  database: Database,
  setup: {
    readonly schema: string;
    readonly fixes: readonly PlantedFix[];
    readonly unfaithful?: ReadonlyMap<string, string>;
  },
): Promise<readonly Finding[]> {
  const parser = await loadSqlParser();
  const proved: Finding[] = [];
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(setup.schema);
    const judged = (await judgeSession(session, {})).findings;
    const findings = setup.fixes.map(({ rule, object, remediation }) => {
      const found = judged.find((finding) => finding.rule === rule && finding.object.identity === object);
      if (found === undefined) throw new Error(`${rule} does not find ${object}`);
      return remediation === undefined
        ? found
        : { ...found, remediation: { safety: "safe" as const, ...remediation } };
    });
    const proofs = await proveFixes(session, {
      findings,
      config: {},
      parser,
      ...(setup.unfaithful === undefined ? {} : { unfaithful: setup.unfaithful }),
    });
    proved.push(...findings.map((finding) => withProof(finding, proofs.get(finding.fingerprint))));
    const again = (await judgeSession(session, {})).findings;
    if (JSON.stringify(again) !== JSON.stringify(judged)) throw new Error("the proof left something behind");
  });
  return proved;
}

/** The same for one remediation. */
export async function tryOne(
  database: Database,
  setup: Omit<Parameters<typeof tryOn>[1], "fixes"> & PlantedFix,
): Promise<Remediation> {
  const { rule, object, remediation, ...rest } = setup;
  const fix = { rule, object, ...(remediation === undefined ? {} : { remediation }) };
  const [finding] = await tryOn(database, { ...rest, fixes: [fix] });
  if (finding === undefined) throw new Error("no finding");
  return finding.remediation;
}
