import { groupBy } from "../catalog/lookup.ts";
import type { Finding, Proof, Remediation } from "./finding.ts";
import type { RuleSection } from "./finding_groups.ts";

/** One repair of several objects: statements that share their note and their safety. */
export interface Repair {
  readonly safety: Remediation["safety"];
  /** How the proof ended, where there was one. */
  readonly proof?: Proof["status"];
  readonly note?: string;
  /** One text an object; none twice. */
  readonly statements: readonly string[];
}

/** Notes that are written out; beyond them it is one repair without a note of its own. */
const MAX_NOTES = 5;

/** Stands before the SQL that ends a cause. */
export const CAUSE_END =
  "Ends the cause: a new object is closed until a migration grants what the API needs. What is open already stays open, and is repaired below:";

const DIFFERENT_NOTES = "What to mind differs from object to object; the JSON report says it for each.";

/** The repairs of a section's objects, except the statement that ends the cause, which is shown with the cause. */
export function repairsOf(section: RuleSection, causeSql: string | undefined): readonly Repair[] {
  const noted = repairsByNote(
    section.findings.filter(({ remediation }) => remediation.sql !== causeSql || causeSql === undefined),
  );
  if (noted.length <= MAX_NOTES) return noted;
  const statements = new Set(noted.flatMap((repair) => repair.statements));
  return [{ safety: "review", note: DIFFERENT_NOTES, statements: [...statements] }];
}

/** The repairs of some findings, one for each different safety, outcome of the proof and note. */
export function repairsByNote(findings: readonly Finding[]): readonly Repair[] {
  const merged = groupBy(findings, ({ remediation: { safety, proof, note } }) =>
    JSON.stringify([safety, proof?.status ?? null, note ?? null]),
  );
  return [...merged.values()].flatMap((alike): Repair[] => {
    const [first] = alike;
    if (first === undefined) return [];
    const { safety, proof, note } = first.remediation;
    const statements = new Set(
      alike.flatMap(({ remediation: { sql } }) => (sql === undefined ? [] : [sql.trimEnd()])),
    );
    return [
      {
        safety,
        ...(proof === undefined ? {} : { proof: proof.status }),
        ...(note === undefined ? {} : { note }),
        statements: [...statements],
      },
    ];
  });
}

/** How far the repair may be trusted, for a person: its safety, and how the proof ended. */
export function trustText(repair: Pick<Repair, "safety" | "proof">): string {
  return repair.proof === undefined ? repair.safety : `${repair.safety}, ${repair.proof}`;
}
