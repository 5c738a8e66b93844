import { findRelation, withNearest } from "./names.ts";
import { type CheckInput, type CheckResult, notEvaluated } from "./verdict.ts";

/** Whether the tables that the configuration asks for exist, and are tables. */
export function requiredTables(input: CheckInput): CheckResult {
  const expected = input.config.verify?.required_tables;
  if (expected === undefined) return notEvaluated("The configuration names no required_tables.");
  const tables = input.snapshot.relations.filter((relation) => !relation.kind.endsWith("view"));
  const faults: string[] = [];
  const present: string[] = [];
  for (const name of expected) {
    const found = findRelation(input, name);
    if (found === undefined) faults.push(`${withNearest(name, tables)} is missing`);
    else if (found.kind.endsWith("view")) faults.push(`${name} is a ${found.kind}`);
    else present.push(name);
  }
  const answer = { expected, actual: present, findings: [] };
  if (faults.length > 0) return { ...answer, status: "fail", message: `${faults.join("; ")}.` };
  return { ...answer, status: "pass", message: `All ${expected.length} required tables exist.` };
}
