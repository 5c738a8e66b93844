import type { EvidenceValue } from "../findings/finding.ts";
import type { DriftState, ObjectDrift } from "./compare_objects.ts";
import { containerKey } from "./compare_objects.ts";
import { nameKey, type ObjectName } from "./object_type.ts";
import type { DriftObject } from "./read_objects.ts";

/**
 * Leaves out what follows from another difference: what lies in a missing or unexpected schema, belongs to such a
 * relation, rests on such a column, or is the same on an heir as on its parent.
 */
export function withoutCascades(
  drifts: readonly ObjectDrift[],
  sides: { readonly expected: DriftState; readonly actual: DriftState },
): readonly ObjectDrift[] {
  const changes = new Map(drifts.map((drift) => [nameKey(drift.object), drift]));
  const changeOf = (object: ObjectName) => changes.get(nameKey(object));
  return drifts.filter((drift) => {
    const { object, change } = drift;
    const own = (change === "missing" ? sides.expected : sides.actual).objects.get(nameKey(object));
    if (object.schema !== null && object.type !== "schema") {
      const schema = changeOf({ type: "schema", schema: object.schema, parent: null, name: object.schema });
      if (change !== "changed" && schema?.change === change) return false;
    }
    const container = changes.get(containerKey(object));
    if (object.parent !== null && container !== undefined) {
      if (container.change === change && change !== "changed") return false;
      // A view in place of a table has none of its parts.
      if (container.attributes.some(({ name }) => name === "kind") && container.change === "changed")
        return false;
    }
    if (
      change !== "changed" &&
      own !== undefined &&
      restsOn(own).some((column) => changeOf(column)?.change === change)
    ) {
      return false;
    }
    if (own?.type === "sequence") {
      const owner = ownerOf(own);
      const table =
        owner === undefined
          ? undefined
          : changeOf({ type: "relation", schema: owner.schema, parent: null, name: owner.parent ?? "" });
      if (
        change !== "changed" &&
        (table?.change === change || (owner !== undefined && changeOf(owner)?.change === change))
      )
        return false;
    }
    return !followsParent(drift, { sides, changes });
  });
}

/** Columns without which the object cannot be. */
function restsOn(object: DriftObject): readonly ObjectName[] {
  const { schema, parent, attributes } = object;
  if (parent === null || (object.type !== "constraint" && object.type !== "index")) return [];
  const names = Array.isArray(attributes.columns) ? (attributes.columns as readonly EvidenceValue[]) : [];
  return names.map((name) => ({ type: "column", schema, parent, name: plainName(String(name)) }));
}

/** The column of a key, without class and order. */
function plainName(key: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(key)?.[1];
  return quoted === undefined ? (key.split(" ")[0] ?? key) : quoted.replaceAll('""', '"');
}

function ownerOf(sequence: DriftObject): ObjectName | undefined {
  const owned = sequence.attributes.owned_by;
  if (!Array.isArray(owned)) return undefined;
  const [schema, parent, name] = (owned as readonly EvidenceValue[]).map(String);
  return { type: "column", schema: schema ?? "", parent: parent ?? "", name: name ?? "" };
}

/** Columns of partitions and heirs change with their parent's, and partitions go with their parent. */
function followsParent(
  { object, change, attributes }: ObjectDrift,
  context: {
    readonly sides: { readonly expected: DriftState; readonly actual: DriftState };
    readonly changes: ReadonlyMap<string, ObjectDrift>;
  },
): boolean {
  const { sides, changes } = context;
  const state = change === "missing" ? sides.expected : sides.actual;
  const relation = state.objects.get(containerKey(object));
  if (relation === undefined) return false;
  return parentsOf(relation, state).some((parent) => {
    if (object.type === "relation")
      return change !== "changed" && changes.get(nameKey(parent))?.change === change;
    if (object.type !== "column") return false;
    const above = changes.get(nameKey({ ...object, schema: parent.schema, parent: parent.name }));
    return above?.change === change && JSON.stringify(above.attributes) === JSON.stringify(attributes);
  });
}

/** The relations that this one is a partition or an heir of. */
function parentsOf(relation: DriftObject, state: DriftState): readonly DriftObject[] {
  const { partition_of, inherits } = relation.attributes;
  const names = [
    ...(typeof partition_of === "string" ? [partition_of] : []),
    ...(Array.isArray(inherits) ? inherits.map(String) : []),
  ];
  return names.flatMap((name) => {
    const parts = /^("(?:[^"]|"")*"|[^".]+)\.("(?:[^"]|"")*"|[^".]+)$/.exec(name);
    if (parts === null) return [];
    const [schema, own] = [plainName(parts[1] ?? ""), plainName(parts[2] ?? "")];
    const parent = state.objects.get(nameKey({ type: "relation", schema, parent: null, name: own }));
    return parent === undefined ? [] : [parent];
  });
}
