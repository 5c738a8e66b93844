import { bothResults, isTable, judgeByManifest } from "./manifest_objects.ts";
import { findRelation, withNearest } from "./names.ts";
import type { CheckInput, CheckResult } from "./verdict.ts";

/** Whether the tables of the manifest and those that the configuration asks for exist, and are tables. */
export function requiredTables(input: CheckInput): CheckResult {
  const byManifest = judgeByManifest(input, {
    // The tables of a missing schema are not reported beside it.
    concerns: (difference) =>
      (difference.change === "missing" && (isTable(difference) || difference.type === "schema")) ||
      (difference.change === "changed" && isTable(difference) && difference.attributes.has("kind")),
    clean: "Every table of the manifest exists.",
  });
  return bothResults(byManifest, configuredTables(input), "The configuration names no required_tables.");
}

function configuredTables(input: CheckInput): CheckResult | undefined {
  const expected = input.config.verify?.required_tables;
  if (expected === undefined) return undefined;
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
