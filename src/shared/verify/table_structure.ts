import type { Column } from "../catalog/columns.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { nearest } from "../nearest.ts";
import { bothResults, isTable, judgeByManifest } from "./manifest_objects.ts";
import { findRelation, withNearest } from "./names.ts";
import { isType } from "./type_spelling.ts";
import type { CheckInput, CheckResult } from "./verdict.ts";

interface ExpectedColumn {
  readonly type?: string | undefined;
  readonly not_null?: boolean | undefined;
}

/** Attributes that say who may do what, or nothing at all, and not how rows are built. */
const NO_STRUCTURE: ReadonlySet<string> = new Set(["comment", "owner", "privileges", "statistics"]);
const STRUCTURE: ReadonlySet<string> = new Set(["column", "constraint"]);

/**
 * Whether tables have the columns and constraints of the manifest, and the columns that the configuration asks for, with
 * their type and nullability.
 */
export function tableStructure(input: CheckInput): CheckResult {
  const byManifest = judgeByManifest(input, {
    concerns: (difference) => {
      const { change, type, attributes } = difference;
      // What belongs to a missing table is not reported beside it.
      if (change === "missing" && (isTable(difference) || type === "schema")) return true;
      return (
        STRUCTURE.has(type) &&
        (change !== "changed" || [...attributes.keys()].some((name) => !NO_STRUCTURE.has(name)))
      );
    },
    clean: "Every table has the columns and constraints of the manifest.",
  });
  return bothResults(byManifest, configuredStructure(input), "The configuration gives no table_structure.");
}

function configuredStructure(input: CheckInput): CheckResult | undefined {
  const structure = input.config.verify?.table_structure;
  if (structure === undefined) return undefined;
  const faults: {
    readonly text: string;
    readonly at: string;
    readonly want: EvidenceValue;
    readonly have: EvidenceValue;
  }[] = [];
  let count = 0;
  for (const [table, columns] of Object.entries(structure)) {
    const relation = findRelation(input, table);
    if (relation === undefined) {
      faults.push({
        text: `${withNearest(table, input.snapshot.relations)} is missing`,
        at: table,
        want: "exists",
        have: null,
      });
      continue;
    }
    const actual = input.lookup.columns.get(relation.oid) ?? [];
    for (const [name, expected] of Object.entries(columns)) {
      count += 1;
      const column = actual.find((candidate) => candidate.name === name);
      const at = `${table}.${name}`;
      if (column === undefined) {
        const close = nearest(
          name,
          actual.map((candidate) => candidate.name),
        );
        const hint = close === undefined ? "" : ` (did you mean ${close}?)`;
        faults.push({ text: `${at} is missing${hint}`, at, want: wanted(expected), have: null });
      } else {
        const text = difference(column, expected);
        if (text !== undefined)
          faults.push({
            text: `${at} ${text}`,
            at,
            want: wanted(expected),
            have: { type: column.type, not_null: column.not_null },
          });
      }
    }
  }
  if (faults.length === 0) {
    return {
      status: "pass",
      message: `All ${count} expected columns of ${Object.keys(structure).length} tables are as described.`,
      findings: [],
    };
  }
  return {
    status: "fail",
    message: `${faults.map((fault) => fault.text).join("; ")}.`,
    expected: Object.fromEntries(faults.map((fault) => [fault.at, fault.want])),
    actual: Object.fromEntries(faults.map((fault) => [fault.at, fault.have])),
    findings: [],
  };
}

function difference(column: Column, expected: ExpectedColumn): string | undefined {
  const parts: string[] = [];
  if (expected.type !== undefined && !isType(column.type, expected.type)) {
    parts.push(`is ${column.type} instead of ${expected.type}`);
  }
  if (expected.not_null !== undefined && column.not_null !== expected.not_null) {
    parts.push(expected.not_null ? "may be null" : "may not be null");
  }
  return parts.length === 0 ? undefined : parts.join(" and ");
}

function wanted({ type, not_null }: ExpectedColumn): EvidenceValue {
  return { ...(type === undefined ? {} : { type }), ...(not_null === undefined ? {} : { not_null }) };
}
