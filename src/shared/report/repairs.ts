import type { Finding, Remediation } from "../findings/finding.ts";
import type { RuleSection } from "./finding_groups.ts";

/** One repair of several objects: statements that share their note and their safety. */
export interface Repair {
  /** How far the SQL may be trusted, and how its proof ended where there was one: `safe, proved`. */
  readonly trust: string;
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
  return [{ trust: "review", note: DIFFERENT_NOTES, statements: [...statements] }];
}

/** The repairs of some findings, one for each different safety and note. */
export function repairsByNote(findings: readonly Finding[]): readonly Repair[] {
  const merged = new Map<string, { trust: string; note?: string; statements: Set<string> }>();
  for (const { remediation } of findings) {
    const { note, sql } = remediation;
    const trust = trustOf(remediation);
    const key = JSON.stringify([trust, note ?? null]);
    const known = merged.get(key) ?? {
      trust,
      ...(note === undefined ? {} : { note }),
      statements: new Set<string>(),
    };
    if (sql !== undefined) known.statements.add(sql.trimEnd());
    merged.set(key, known);
  }
  return [...merged.values()].map((repair) => ({ ...repair, statements: [...repair.statements] }));
}

/** The remediation's safety, and how its proof ended where there was one. */
export function trustOf({ safety, proof }: Remediation): string {
  return proof === undefined ? safety : `${safety}, ${proof.status}`;
}
