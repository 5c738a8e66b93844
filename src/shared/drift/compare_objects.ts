import type { EvidenceValue } from "../findings/finding.ts";
import { nameKey, type ObjectName, type ObjectType } from "./object_type.ts";
import type { AclType } from "./objects/source.ts";
import { isPlatformObject, isPlatformPublic, isPlatformSetting, isStockPublic } from "./platform_state.ts";
import type { Attributes, CreatedPrivileges, DriftObject, DriftObjects } from "./read_objects.ts";

/** An attribute that is not as it should be; a side that lacks it is left out. */
export interface AttributeDrift {
  readonly name: string;
  readonly expected?: EvidenceValue;
  readonly actual?: EvidenceValue;
}

/** An object that is not as it should be. */
export interface ObjectDrift {
  readonly change: "missing" | "unexpected" | "changed";
  readonly object: ObjectName;
  /** Of a missing or unexpected object: all of them. */
  readonly attributes: readonly AttributeDrift[];
}

/** One side of a comparison. */
export interface DriftState {
  readonly objects: DriftObjects;
  readonly created: CreatedPrivileges;
}

/** Whether two texts of an attribute mean the same. */
export type SameText = (attribute: string, texts: readonly [string, string]) => boolean;

const ACL_TYPES: Readonly<Partial<Record<ObjectType, AclType>>> = {
  relation: "relation",
  sequence: "sequence",
  routine: "routine",
  type: "type",
};

/** Whether the attribute is a text that Postgres deparses, which differs between versions and after a restore. */
export function isDeparsed({ type, name }: { readonly type: ObjectType; readonly name: string }): boolean {
  switch (type) {
    case "relation":
      return /^(?:query|partition_key|partition_bound)$|^(?:rule|statistics) /.test(name);
    case "column":
    case "type":
      return name === "default" || name.startsWith("constraint ");
    case "constraint":
      return name === "expression" || name === "definition";
    case "index":
      return name === "predicate" || name === "expressions";
    case "policy":
      return name === "using" || name === "with_check";
    case "trigger":
      return name === "definition";
    case "routine":
      return name === "sql_body" || name === "argument_defaults";
    case "publication":
      return name.startsWith("filter ");
    default:
      return false;
  }
}

/** What differs between what should be and what is, attribute by attribute; nothing is folded yet. */
export function compareObjects(
  expected: DriftState,
  actual: DriftState,
  sameText: SameText,
): readonly ObjectDrift[] {
  const found: ObjectDrift[] = [];
  for (const [key, object] of expected.objects) {
    const other = actual.objects.get(key);
    if (other === undefined) {
      if (isPlatformObject(object)) continue;
      found.push({
        change: "missing",
        object: nameOf(object),
        attributes: differences(object.attributes, {}),
      });
      continue;
    }
    const attributes = [...differences(object.attributes, other.attributes)].filter(
      (difference) => !isSame(difference, { object, expected, actual, sameText }),
    );
    if (attributes.length > 0) found.push({ change: "changed", object: nameOf(object), attributes });
  }
  for (const [key, object] of actual.objects) {
    if (expected.objects.has(key) || isPlatformObject(object)) continue;
    const attributes = differences({}, object.attributes).filter(
      ({ name }) => object.type !== "settings" || !isPlatformSetting(object.name, name),
    );
    if (object.type === "settings" && attributes.length === 0) continue;
    found.push({ change: "unexpected", object: nameOf(object), attributes });
  }
  return found;
}

function nameOf({ type, schema, parent, name }: DriftObject): ObjectName {
  return { type, schema, parent, name };
}

function differences(expected: Attributes, actual: Attributes): readonly AttributeDrift[] {
  const found: AttributeDrift[] = [];
  for (const name of [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort()) {
    const [left, right] = [expected[name], actual[name]];
    if (sameValue(left, right)) continue;
    found.push({
      name,
      ...(left === undefined ? {} : { expected: left }),
      ...(right === undefined ? {} : { actual: right }),
    });
  }
  return found;
}

function isSame(
  difference: AttributeDrift,
  context: {
    readonly object: DriftObject;
    readonly expected: DriftState;
    readonly actual: DriftState;
    readonly sameText: SameText;
  },
): boolean {
  const { object, expected, actual, sameText } = context;
  const { name } = difference;
  if (object.type === "settings") {
    // What the platform sets counts only where the migrations set it too.
    return difference.expected === undefined && isPlatformSetting(object.name, name);
  }
  if (name === "privileges") {
    if (object.type === "schema" && object.name === "public") {
      return isPlatformPublic(difference.expected) && isStockPublic(difference.actual);
    }
    const type = ACL_TYPES[object.type];
    const created = (state: DriftState) =>
      type === undefined || object.schema === null ? undefined : state.created[object.schema]?.[type];
    const isCreated =
      object.type in ACL_TYPES && (difference.expected === undefined) !== (difference.actual === undefined);
    return (
      isCreated && sameValue(difference.expected ?? created(expected), difference.actual ?? created(actual))
    );
  }
  if (typeof difference.expected !== "string" || typeof difference.actual !== "string") return false;
  return isDeparsed({ type: object.type, name }) && sameText(name, [difference.expected, difference.actual]);
}

function sameValue(left: EvidenceValue | undefined, right: EvidenceValue | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  return canonical(left) === canonical(right);
}

/** The keys of an object have no order. */
function canonical(value: EvidenceValue): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

/** Key of the relation that an object belongs to; its own where it belongs to none. */
export function containerKey(object: ObjectName): string {
  return object.parent === null || object.schema === null
    ? nameKey(object)
    : nameKey({ type: "relation", schema: object.schema, parent: null, name: object.parent });
}
