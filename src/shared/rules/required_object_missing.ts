import { type ObjectRef, qualified, type RequirableKind, schemaObjectRef } from "../catalog/identity.ts";
import { familiesOf, knownNames, NAMED_FAMILIES } from "../catalog/known_names.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Config } from "../config.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { parseIdentity } from "./identity_text.ts";
import type { Rule } from "./rule.ts";

/** Objects that the project needs and the database lacks. */
export const requiredObjectMissing: Rule = {
  id: "required_object_missing",
  title: "Required object does not exist",
  summary:
    "An object that the configuration requires, in `required_objects`, `verify.required_tables` or `verify.critical_indexes`, is not in the database.",
  severity: "error",
  category: "structure",
  rationale:
    "What the application cannot do without is written down so that its absence is noticed before the application does. A migration that was skipped, a restore without an extension, a cron job that was never scheduled again or an index lost to a rename fails no deploy by itself.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  scope: ({ config }) => (requiresNothing(config) ? "nothing" : undefined),
  // None is needed by itself: which ones are follows from what the configuration requires.
  requires: [],
  reads: NAMED_FAMILIES,
  limits:
    "Not evaluated where the configuration requires nothing. Names only: whether the object is what it should be, drift tells. A routine without argument types stands for any routine of the name. Domain constraints, validated not-null constraints and privileges cannot be required. An index that exists and is invalid is index_invalid's.",
  check: findMissing,
};

interface Required {
  readonly kind: RequirableKind;
  readonly identity: string;
  readonly by: string;
}

function* findMissing(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const required = requiredByName(input.config);
  const byColumns = (input.config.verify?.critical_indexes ?? []).filter(
    (index) => typeof index !== "string",
  );
  if (requiresNothing(input.config)) {
    yield { not_evaluated: "no required object is configured" };
    return;
  }
  for (const kind of new Set(required.map((entry) => entry.kind))) {
    const known = knownNames(input.snapshot, kind);
    const missing = required.filter((entry) => entry.kind === kind && !known.has(entry.identity));
    yield* missing.length === 0 ? [] : missingVerdicts(input, kind, missing);
  }
  if (byColumns.length > 0) yield* missingIndexes(input, byColumns);
}

function requiresNothing(config: Config): boolean {
  const indexes = config.verify?.critical_indexes ?? [];
  return indexes.length + requiredByName(config).length === 0;
}

function requiredByName(config: Config): readonly Required[] {
  return [
    ...(config.required_objects ?? []).map((entry) => ({ ...entry, by: "required_objects" })),
    ...(config.verify?.required_tables ?? []).map((identity) => ({
      kind: "relation" as const,
      identity,
      by: "verify.required_tables",
    })),
    ...(config.verify?.critical_indexes ?? []).flatMap((index) =>
      typeof index === "string"
        ? [{ kind: "index" as const, identity: index, by: "verify.critical_indexes" }]
        : [],
    ),
  ];
}

/** What is missing, unless it may lie in what could not be read. */
function* missingVerdicts(
  input: RuleInput,
  kind: RequirableKind,
  missing: readonly Required[],
): Iterable<Verdict | NotEvaluated> {
  const gap = unreadReason(input, kind);
  if (gap !== undefined) {
    const names = missing.map((entry) => entry.identity).join(", ");
    yield { not_evaluated: `${wordOf(kind)} ${names}: ${gap}` };
    return;
  }
  for (const { identity, by } of missing) {
    const object = parseIdentity(kind, identity);
    yield {
      object,
      message: `Required ${wordOf(kind)} ${object.identity} does not exist.`,
      evidence: { kind, required_by: by },
      remediation: {
        safety: "review",
        note: `Apply the migration that creates it. Where it is no longer needed, take it out of ${by} in supawarden.config.json.`,
      },
    };
  }
}

/** Why objects of the kind may be there without being seen. Without the table that holds them there are none. */
function unreadReason(input: RuleInput, kind: RequirableKind): string | undefined {
  return input.snapshot.unread.find(
    (entry) => familiesOf(kind).includes(entry.family) && entry.kind !== "absent",
  )?.reason;
}

interface CriticalColumns {
  readonly table: string;
  readonly columns: readonly string[];
}

function* missingIndexes(
  input: RuleInput,
  wanted: readonly CriticalColumns[],
): Iterable<Verdict | NotEvaluated> {
  const gap = unreadReason(input, "column") ?? unreadReason(input, "index");
  if (gap !== undefined) {
    yield { not_evaluated: `verify.critical_indexes: ${gap}` };
    return;
  }
  const relations = new Map<string, Relation>();
  for (const relation of input.snapshot.relations) {
    for (const name of [`${relation.schema}.${relation.name}`, qualified(relation)])
      relations.set(name, relation);
    if (relation.schema === "public") relations.set(relation.name, relation);
  }
  for (const { table, columns } of wanted) {
    const relation = relations.get(table);
    if (relation !== undefined && leadingIndex(input, relation, columns)) continue;
    const object: ObjectRef =
      relation === undefined ? parseIdentity("relation", table) : schemaObjectRef("relation", relation);
    const list = columns.join(", ");
    yield {
      object,
      discriminator: `index (${list})`,
      message:
        relation === undefined
          ? `Table ${object.identity}, which requires an index that leads with (${list}), does not exist.`
          : `Table ${object.identity} has no index over all rows that leads with (${list}), which is required.`,
      evidence: { kind: "index", columns: [...columns], required_by: "verify.critical_indexes" },
      remediation: {
        safety: "review",
        note: "Apply the migration that creates it. Where it is no longer needed, take it out of verify.critical_indexes in supawarden.config.json.",
      },
    };
  }
}

function leadingIndex(input: RuleInput, relation: Relation, names: readonly string[]): boolean {
  const columns = input.lookup.columns.get(relation.oid) ?? [];
  const numbers = names.map((name) => columns.find((column) => column.name === name)?.number);
  return (input.lookup.indexes.get(relation.oid) ?? []).some(
    (index) =>
      index.predicate === null &&
      index.key_columns >= numbers.length &&
      numbers.every((number, position) => number !== undefined && index.columns[position] === number),
  );
}

function wordOf(kind: RequirableKind): string {
  return kind.replaceAll("_", " ");
}
