import type { EvidenceValue, Finding } from "../findings/finding.ts";
import { countingFindings, ruleGaps, someNames, statusOf } from "./rule_findings.ts";
import { type CheckInput, type CheckResult, notEvaluated, worstStatus } from "./verdict.ts";

/** Rules that compare the objects of a database with those of a manifest. */
export const OBJECT_RULES = ["object_missing", "object_changed", "object_unexpected"] as const;

/** A difference between what a manifest says and what is there, as the drift rules report it. */
export interface Difference {
  readonly change: "missing" | "changed" | "unexpected";
  /** Type of the object, in the words of `drift/object_type.ts`. */
  readonly type: string;
  /** Names of the attributes that differ; of a missing or unexpected object all that are not as by default. */
  readonly attributes: ReadonlyMap<string, EvidenceValue>;
}

/**
 * Judges a check by the differences to the manifest that concern it; nothing where there is no manifest.
 * @param check `concerns` picks the differences, `clean` says what it means that there is none.
 */
export function judgeByManifest(
  input: CheckInput,
  check: { readonly concerns: (difference: Difference) => boolean; readonly clean: string },
): CheckResult | undefined {
  if (input.manifest === undefined) return undefined;
  // What is never compared is said by `object_changed` alone; what could not be compared, by each of them.
  const gaps = ruleGaps(input, ["object_missing"]);
  if (gaps.length > 0) return notEvaluated(`${gaps.join("; ")}.`);
  const found = countingFindings(input, OBJECT_RULES).flatMap((finding) => {
    const difference = differenceOf(finding);
    return check.concerns(difference) ? [{ finding, difference }] : [];
  });
  if (found.length === 0) return { status: "pass", message: check.clean, findings: [] };
  const words = found.map(({ finding, difference }) => inWords(finding, difference));
  return {
    status: statusOf(found.map(({ finding }) => finding)),
    message: `Not as the manifest says: ${someNames(words)}.`,
    expected: identities(found, ["missing", "changed"]),
    actual: identities(found, ["changed", "unexpected"]),
    findings: found.map(({ finding }) => finding.fingerprint),
  };
}

/** What the manifest says and what the configuration asks for, where there is either. */
export function bothResults(
  byManifest: CheckResult | undefined,
  configured: CheckResult | undefined,
  neither: string,
): CheckResult {
  if (byManifest === undefined) return configured ?? notEvaluated(neither);
  if (configured === undefined) return byManifest;
  if (byManifest.status === "not_evaluated") {
    return {
      ...configured,
      message: `${configured.message} Not compared with the manifest: ${byManifest.message}`,
    };
  }
  return {
    ...configured,
    status: worstStatus([byManifest.status, configured.status]),
    message: `${byManifest.message} ${configured.message}`,
    findings: [...byManifest.findings, ...configured.findings],
  };
}

/** Whether the relation holds rows: views are none, and neither are composite types. */
export function isTable({ type, attributes }: Difference): boolean {
  // The manifest leaves out what is as by default, and by default a relation is a table.
  return type === "relation" && !/view$|type$/.test(String(attributes.get("kind") ?? "table"));
}

function differenceOf({ rule, evidence }: Finding): Difference {
  const change = rule.slice("object_".length) as Difference["change"];
  const attributes = Array.isArray(evidence.attributes) ? (evidence.attributes as readonly Evidence[]) : [];
  return {
    change,
    type: String(evidence.object_type),
    attributes: new Map(
      attributes.map(({ name, expected, actual }) => [name, change === "unexpected" ? actual : expected]),
    ),
  };
}

interface Evidence {
  readonly name: string;
  readonly expected: EvidenceValue;
  readonly actual: EvidenceValue;
}

function inWords({ object }: Finding, { change, type, attributes }: Difference): string {
  const name = type === "relation" || type === "column" ? object.identity : `${type} ${object.identity}`;
  if (change !== "changed") return `${name} is ${change}`;
  return `${name} (${[...attributes.keys()].map((attribute) => attribute.replaceAll("_", " ")).join(", ")})`;
}

function identities(
  found: readonly { readonly finding: Finding; readonly difference: Difference }[],
  changes: readonly Difference["change"][],
): string[] {
  return found
    .filter(({ difference }) => changes.includes(difference.change))
    .map(({ finding }) => finding.object.identity);
}
