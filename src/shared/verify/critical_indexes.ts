import { qualified } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import { bothResults, type Difference, isTable, judgeByManifest } from "./manifest_objects.ts";
import { findRelation, isNamed, withNearest } from "./names.ts";
import type { CheckInput, CheckResult } from "./verdict.ts";

type CriticalIndex = string | { readonly table: string; readonly columns: readonly string[] };

/** Whether the indexes of the manifest and those that the configuration asks for exist and are valid. */
export function criticalIndexes(input: CheckInput): CheckResult {
  const byManifest = judgeByManifest(input, {
    concerns: (difference) => {
      const { change, type, attributes } = difference;
      // What belongs to a missing table is not reported beside it; an index that nobody asked for does no harm here.
      if (change === "missing") return type === "index" || type === "schema" || isIndexable(difference);
      return (
        change === "changed" && type === "index" && [...attributes.keys()].some((name) => name !== "comment")
      );
    },
    clean: "Every index of the manifest exists as it should be.",
  });
  return bothResults(byManifest, configuredIndexes(input), "The configuration names no critical_indexes.");
}

/** A materialised view has indexes as a table has. */
function isIndexable(difference: Difference): boolean {
  return isTable(difference) || difference.attributes.get("kind") === "materialized view";
}

function configuredIndexes(input: CheckInput): CheckResult | undefined {
  const expected = input.config.verify?.critical_indexes;
  if (expected === undefined) return undefined;
  const answers = expected.map((wanted) =>
    typeof wanted === "string" ? byName(input, wanted) : byColumns(input, wanted),
  );
  const faults = answers.flatMap((answer) => ("fault" in answer ? [answer.fault] : []));
  return {
    status: faults.length > 0 ? "fail" : "pass",
    message:
      faults.length > 0
        ? `${faults.join("; ")}.`
        : `All ${expected.length} critical indexes exist and are valid.`,
    expected: expected.map(said),
    actual: answers.flatMap((answer) => ("index" in answer ? [qualified(answer.index)] : [])),
    findings: [],
  };
}

type Answer = { readonly index: Index } | { readonly fault: string };

function byName(input: CheckInput, name: string): Answer {
  const index = input.snapshot.indexes.find((candidate) => isNamed(candidate, name));
  if (index === undefined) return { fault: `index ${withNearest(name, input.snapshot.indexes)} is missing` };
  return usable(index)
    ? { index }
    : { fault: `index ${name} is invalid: a build of it failed or still runs` };
}

function byColumns(input: CheckInput, wanted: Exclude<CriticalIndex, string>): Answer {
  const relation = findRelation(input, wanted.table);
  if (relation === undefined) {
    return {
      fault: `table ${withNearest(wanted.table, input.snapshot.relations)} of a critical index is missing`,
    };
  }
  const columns = input.lookup.columns.get(relation.oid) ?? [];
  const numbers = wanted.columns.map((name) => columns.find((column) => column.name === name)?.number);
  const unknown = wanted.columns.filter((_, position) => numbers[position] === undefined);
  if (unknown.length > 0) return { fault: `${wanted.table} has no column ${unknown.join(", ")} to index` };
  const leading = (input.lookup.indexes.get(relation.oid) ?? []).filter(
    (index) =>
      index.key_columns >= numbers.length &&
      numbers.every((number, position) => index.columns[position] === number),
  );
  const whole = leading.filter((index) => index.predicate === null);
  const index = whole.find(usable);
  if (index !== undefined) return { index };
  const place = said(wanted);
  if (whole.length > 0)
    return { fault: `the index on ${place} is invalid: a build of it failed or still runs` };
  if (leading.length > 0) return { fault: `the index on ${place} covers only a part of the rows` };
  return { fault: `no index on ${place}` };
}

function usable(index: Index): boolean {
  return index.valid && index.ready;
}

function said(wanted: CriticalIndex): string {
  return typeof wanted === "string" ? wanted : `${wanted.table} (${wanted.columns.join(", ")})`;
}
