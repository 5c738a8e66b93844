import type { AttributeDifference, ObjectDifference } from "../drift/compare_snapshots.ts";
import type { SchemaObject } from "../drift/schema_object.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { qualify } from "../sql/ident.ts";
import type { SqlParser } from "../sql/parser.ts";
import { type Effect, plainEffects } from "./effect.ts";
import { type AccessChange, namedIn, relationAccess, routineAccess } from "./lost_access.ts";
import { allowsTheSame } from "./same_policy.ts";

/** What the effects of a fix are judged by. */
export interface EffectContext extends AccessChange {
  readonly parser: SqlParser;
}

/** Attributes that decide nothing about what a role may do or what a statement answers. */
const HARMLESS: ReadonlySet<string> = new Set(["comment", "storage", "inherited", "routines"]);

/**
 * What the differences that a fix makes change for those who use the schema; empty where no role may do more or less
 * than before and no statement answers differently. Whatever is not known to be harmless is an effect.
 */
export function effectsOf(
  differences: readonly ObjectDifference[],
  context: EffectContext,
): readonly Effect[] {
  const effects = differences.flatMap((difference) => effectsOfOne(difference, context));
  return [...new Map(effects.map((effect) => [effect.text, effect])).values()];
}

function effectsOfOne(difference: ObjectDifference, context: EffectContext): readonly Effect[] {
  switch (difference.ref.kind) {
    case "relation":
    case "column":
      return relationEffects(difference, context);
    case "routine":
      return routineEffects(difference, context);
    case "policy":
      return plainEffects(policyEffects(difference, context));
    case "index":
      return plainEffects(indexEffects(difference, context));
    default:
      return plainEffects(generalEffects(difference));
  }
}

function generalEffects(difference: ObjectDifference): readonly string[] {
  const { ref, change, attributes } = difference;
  switch (ref.kind) {
    case "schema":
      if (change === "added") return [];
      break;
    case "privilege":
      return [`${ref.identity} change: what is made from then on is open to other roles`];
    case "migration":
      return [`the ledger's row ${ref.identity} is ${change}`];
    case "trigger":
      if (change === "changed" && attributes.some(({ name }) => name === "enabled")) {
        return [`trigger ${ref.identity} fires otherwise than before`];
      }
      break;
  }
  const what = `${ref.kind} ${ref.identity}`;
  if (change !== "changed") return [`${what} is ${change}`];
  const privileges = attributes.find(({ name }) => name === "privileges");
  const rest = attributes
    .map(({ name }) => name)
    .filter((name) => name !== "privileges" && !HARMLESS.has(name))
    .map((name) => name.replaceAll("_", " "));
  return [
    ...(privileges === undefined ? [] : privilegeEffects(privileges, what)),
    ...(rest.length === 0 ? [] : [`${what} gets other ${rest.join(", ")}`]),
  ];
}

function privilegeEffects({ before, after }: AttributeDifference, what: string): readonly string[] {
  const held = (value: EvidenceValue | undefined, role: string): readonly string[] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? String((value as { readonly [role: string]: EvidenceValue })[role] ?? "")
          .split(", ")
          .filter(Boolean)
      : [];
  const roles = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...roles].flatMap((role) => {
    const lost = held(before, role).filter((privilege) => !held(after, role).includes(privilege));
    const gained = held(after, role).filter((privilege) => !held(before, role).includes(privilege));
    return [
      ...(lost.length === 0 ? [] : [`${role} no longer has ${lost.join(", ")} on ${what}`]),
      ...(gained.length === 0 ? [] : [`${role} newly has ${gained.join(", ")} on ${what}`]),
    ];
  });
}

function relationEffects(difference: ObjectDifference, context: EffectContext): readonly Effect[] {
  const { ref, change, attributes } = difference;
  if (change !== "changed") return plainEffects(generalEffects(difference));
  const effects: Effect[] = [];
  const rest: AttributeDifference[] = [];
  for (const attribute of attributes) {
    const { name, before, after } = attribute;
    if (name === "rls_enabled") {
      effects.push(
        ...plainEffects([
          after === true
            ? `row level security of ${ref.identity} decides from then on what roles other than its owner see and change`
            : `row level security of ${ref.identity} is switched off`,
        ]),
      );
    } else if (name === "options") {
      if (invokerOption(before) !== invokerOption(after)) {
        const reader = invokerOption(after) === undefined ? "its owner" : "whoever reads it";
        effects.push(...plainEffects([`${ref.identity} reads with the rights of ${reader} from then on`]));
      }
    } else if (name === "privileges") {
      const table = ref.kind === "column" ? difference.container.replace(/^relation /, "") : ref.identity;
      const relation = namedIn(context.before.snapshot).relations.get(table);
      if (relation !== undefined) effects.push(...relationAccess(context, relation));
    } else rest.push(attribute);
  }
  return [...effects, ...plainEffects(generalEffects({ ...difference, attributes: rest }))];
}

function invokerOption(options: EvidenceValue | undefined): EvidenceValue | undefined {
  return Array.isArray(options)
    ? (options as readonly EvidenceValue[]).find((option) => String(option).startsWith("security_invoker="))
    : undefined;
}

function routineEffects(difference: ObjectDifference, context: EffectContext): readonly Effect[] {
  const { ref, change, attributes } = difference;
  if (change !== "changed") return plainEffects(generalEffects(difference));
  const effects: Effect[] = [];
  const rest: AttributeDifference[] = [];
  for (const attribute of attributes) {
    const { name, before, after } = attribute;
    if (name === "security_definer") {
      effects.push(
        ...plainEffects([
          after === true
            ? `${ref.identity} runs with the rights of its owner from then on`
            : `${ref.identity} runs with its caller's rights from then on, and row level security applies to it`,
        ]),
      );
    } else if (name === "privileges") {
      const routine = namedIn(context.before.snapshot).routines.get(ref.identity);
      if (routine !== undefined) effects.push(...routineAccess(context, routine));
    } else if (name !== "settings" || withoutPath(before) !== withoutPath(after)) rest.push(attribute);
  }
  return [...effects, ...plainEffects(generalEffects({ ...difference, attributes: rest }))];
}

/** A pinned path alone is no effect: what the body no longer finds under it is a finding of function_body_broken. */
function withoutPath(settings: EvidenceValue | undefined): string {
  const list = Array.isArray(settings) ? (settings as readonly EvidenceValue[]) : [];
  return JSON.stringify(list.filter((setting) => !String(setting).startsWith("search_path=")));
}

function policyEffects(difference: ObjectDifference, { parser, after }: EffectContext): readonly string[] {
  const { ref, change, attributes } = difference;
  if (change !== "changed") return [`policy ${ref.identity} is ${change}`];
  const past = valuesOf(attributes, "before");
  const now = valuesOf(attributes, "after");
  const whole = policyAttributes(difference, after);
  if (allowsTheSame({ ...whole, ...past }, { ...whole, ...now }, parser)) return [];
  return [`policy ${ref.identity} lets other rows pass than before`];
}

function valuesOf(
  attributes: ObjectDifference["attributes"],
  side: "before" | "after",
): Record<string, EvidenceValue> {
  return Object.fromEntries(
    attributes.flatMap((attribute) => {
      const value = attribute[side];
      return value === undefined ? [] : [[attribute.name, value]];
    }),
  );
}

/** The attributes that do not differ, from the state after. */
function policyAttributes(
  { ref }: ObjectDifference,
  { snapshot, lookup }: AccessChange["after"],
): SchemaObject["attributes"] {
  const table = namedIn(snapshot).relations.get(qualify(ref.schema ?? "", ref.table ?? ""));
  const policy = (lookup.policies.get(table?.oid ?? 0) ?? []).find(({ name }) => name === ref.name);
  if (policy === undefined) return {};
  const { permissive, command, roles, using, with_check } = policy;
  return { permissive, command, roles, using, with_check };
}

/** What of an index matters to searches only. */
const OF_AN_INDEX: ReadonlySet<string> = new Set(["attached_to", "options", "ready", "valid"]);

/** A unique index refuses rows; any other only makes statements faster or slower. */
function indexEffects(difference: ObjectDifference, { before, after }: EffectContext): readonly string[] {
  const { ref, change } = difference;
  if (change === "changed") {
    const attributes = difference.attributes.filter(({ name }) => !OF_AN_INDEX.has(name));
    return generalEffects({ ...difference, attributes });
  }
  const index = (change === "added" ? after : before).snapshot.indexes.find(
    ({ schema, name }) => schema === ref.schema && name === ref.name,
  );
  if (index === undefined || !(index.unique || index.exclusion)) return [];
  if (change === "added") return [`index ${ref.identity} refuses rows that repeat its key`];
  const twin = after.snapshot.indexes.some(
    (other) =>
      other.relation === index.relation &&
      other.unique &&
      other.valid &&
      other.columns.slice(0, other.key_columns).join() === index.columns.slice(0, index.key_columns).join() &&
      other.expressions === index.expressions &&
      other.predicate === index.predicate &&
      other.ordering === index.ordering &&
      other.operator_classes.join() === index.operator_classes.join(),
  );
  return twin ? [] : [`the rule that no row repeats the key of ${ref.identity} goes with it`];
}
