import type { Column } from "../catalog/columns.ts";
import { findColumn } from "./names.ts";
import { judgeByRules } from "./rule_findings.ts";
import { type CheckInput, type CheckResult, worstStatus } from "./verdict.ts";

/** Rules that the check rests on. */
export const NEEDED = ["vector_dimension_mismatch"] as const;
export const ALSO = ["vector_data_mixed_dimensions", "vector_dimension_unspecified"] as const;

/** Whether vector columns have the dimensions of the manifest and the configuration, and columns, indexes and functions agree on them. */
export function vectorDimensions(input: CheckInput): CheckResult {
  const byRules = judgeByRules(input, {
    needed: NEEDED,
    also: ALSO,
    clean: "Columns, indexes and functions agree on their vectors' dimensions.",
    found: "Vector dimensions disagree at",
  });
  const expected = { ...input.manifest?.vector_dimensions, ...input.config.verify?.vector_dimensions };
  const names = Object.keys(expected);
  if (names.length === 0) return byRules;
  const faults = Object.entries(expected).flatMap(([name, dimension]) => {
    const actual = actualDimension(input, name);
    return actual === dimension ? [] : [{ name, dimension, actual }];
  });
  const status = worstStatus([faults.length > 0 ? "fail" : "pass", byRules.status]);
  const message =
    faults.length === 0
      ? `All ${names.length} expected dimensions are right.`
      : `${faults.map(({ name, dimension, actual }) => `${name} has ${said(actual)} instead of dimension ${dimension}`).join("; ")}.`;
  return {
    status,
    message: `${message} ${byRules.message}`,
    expected,
    actual: Object.fromEntries(names.map((name) => [name, actualDimension(input, name)])),
    findings: byRules.findings,
  };
}

/** The dimension of a vector column; `null` where the type leaves it open, else what is there instead. */
function actualDimension(input: CheckInput, name: string): number | string | null {
  const found = findColumn(input, name);
  if (found === undefined) return "no such column";
  const { type, typmod } = withoutDomain(input, found.column);
  if (!/^("?[^"]*"?\.)?(vector|halfvec|sparsevec)\b|^bit\b/.test(type)) return `type ${found.column.type}`;
  return typmod > 0 ? typmod : null;
}

function withoutDomain(
  input: CheckInput,
  column: Column,
): { readonly type: string; readonly typmod: number } {
  const domain = input.lookup.types.get(column.type_oid);
  if (domain?.kind === "domain" && domain.base_type !== null) {
    return { type: domain.base_type, typmod: domain.base_typmod };
  }
  return { type: column.type, typmod: column.typmod };
}

function said(actual: number | string | null): string {
  if (actual === null) return "no fixed dimension";
  return typeof actual === "number" ? `dimension ${actual}` : actual;
}
