import type { DriftDifference } from "../catalog/drift_part.ts";
import { objectsDigest } from "../drift/drift_part_reader.ts";
import { NOT_COMPARED } from "../drift/not_compared.ts";
import { type ObjectName, type ObjectType, refOf } from "../drift/object_type.ts";
import type { Evidence, EvidenceValue, Severity } from "../findings/finding.ts";
import type { NotEvaluated, RuleInput, Verdict } from "./rule.ts";

/** What the drift rules require: a manifest, and the comparison with it. */
export const DRIFT_REQUIRES = [{ manifest: true }, { family: "drift" }] as const;

/** What drift does not compare, for the rules' pages. */
export const DRIFT_LIMITS = `Not compared: ${NOT_COMPARED.join("; ")}.`;

/** Why nothing can be said of the objects, where it cannot. */
export function driftGap({ manifest, snapshot }: RuleInput): string | undefined {
  if (manifest?.schema === undefined)
    return "the manifest holds no objects: write it anew with `supawarden manifest`";
  const { compared_with } = snapshot.drift;
  if (compared_with === null)
    return "the snapshot was taken without a manifest: objects are compared while the catalog is read";
  if (compared_with !== objectsDigest(manifest)) return "the snapshot was compared with another manifest";
  return undefined;
}

/** The differences of one change as verdicts, in order of identity. */
export function* driftVerdicts(
  input: RuleInput,
  rule: {
    readonly change: DriftDifference["change"];
    readonly describe: (
      difference: DriftDifference,
      name: string,
    ) => { readonly message: string; readonly severity?: Severity; readonly note: string };
  },
): Iterable<Verdict | NotEvaluated> {
  const gap = driftGap(input);
  if (gap !== undefined) {
    yield { not_evaluated: gap };
    return;
  }
  const verdicts = input.snapshot.drift.differences
    .filter(({ change }) => change === rule.change)
    .map((difference) => verdictOf(difference, rule.describe));
  yield* verdicts.toSorted((left, right) => (identityOf(left) < identityOf(right) ? -1 : 1));
}

function verdictOf(
  difference: DriftDifference,
  describe: (
    difference: DriftDifference,
    name: string,
  ) => { readonly message: string; readonly severity?: Severity; readonly note: string },
): Verdict | NotEvaluated {
  const object = refOf(difference as DriftDifference & ObjectName);
  const name = named(difference, object.identity);
  if (difference.doubtful === true) {
    return {
      not_evaluated: `${name}: its text differs, and without the SQL parser it cannot be told whether its meaning does`,
      about: [object],
    };
  }
  const { note, ...said } = describe(difference, name);
  return { object, ...said, evidence: evidenceOf(difference), remediation: { safety: "review", note } };
}

function identityOf(verdict: Verdict | NotEvaluated): string {
  return "object" in verdict ? `${verdict.object.identity} ${verdict.object.kind}` : "";
}

/** The object in words: `policy own on public.t`. */
function named({ type, attributes }: DriftDifference, identity: string): string {
  if (
    identity === "database" ||
    identity.startsWith(`${type} `) ||
    identity.startsWith("default privileges ")
  )
    return identity;
  if (type === "settings") return identity.startsWith("settings") ? identity : `settings of role ${identity}`;
  if (type !== "relation") return `${type} ${identity}`;
  const kind = attributes.find((attribute) => attribute.name === "kind");
  const word = kind === undefined ? undefined : (kind.expected ?? kind.actual);
  return `${typeof word === "string" && kind?.expected !== kind?.actual && (kind?.expected === undefined || kind.actual === undefined) ? word : "table"} ${identity}`;
}

function evidenceOf({ type, parent, name, attributes }: DriftDifference): Evidence {
  const isRoutineLike = type !== "column";
  return {
    object_type: type as ObjectType,
    ...(isRoutineLike ? {} : { table: parent, column: name }),
    attributes: attributes.map((attribute) => ({
      name: attribute.name,
      expected: (attribute.expected ?? null) as EvidenceValue,
      actual: (attribute.actual ?? null) as EvidenceValue,
    })),
  };
}
