import { readServerFacts } from "../catalog/server_facts.ts";
import type { Session } from "../database/database.ts";
import {
  type AttributeDrift,
  compareObjects,
  type DriftState,
  isDeparsed,
  type ObjectDrift,
} from "../drift/compare_objects.ts";
import { nameKey } from "../drift/object_type.ts";
import { beginReading, endReading } from "../drift/objects/queries.ts";
import { readCreatedPrivileges, readOtherObjects, readSchemaObjects } from "../drift/read_objects.ts";

/** Reads the user's objects of every kind inside the caller's transaction; also of a live database. */
export async function readDriftState(session: Session): Promise<DriftState> {
  const server = await readServerFacts(session);
  const scope = { server };
  await beginReading(session);
  const objects = await readSchemaObjects(session, scope);
  const created = await readCreatedPrivileges(session, scope);
  const others = await readOtherObjects(session, scope, server.tables);
  await endReading(session);
  return { objects: new Map([...objects, ...others]), created };
}

/** Two states, and the same two after their texts have settled. */
export interface ComparedStates {
  readonly before: DriftState;
  readonly after: DriftState;
  readonly settled?: { readonly before: DriftState; readonly after: DriftState };
}

/** What differs between two states, but for printed expressions that are the same where they have settled. */
export function differingObjects(
  { before, after, settled }: ComparedStates,
  sameText: Parameters<typeof compareObjects>[2],
): readonly ObjectDrift[] {
  const found = compareObjects(before, after, sameText);
  if (settled === undefined) return found;
  const remaining = new Map(
    compareObjects(settled.before, settled.after, sameText).map((drift) => [nameKey(drift.object), drift]),
  );
  return found.flatMap((drift): ObjectDrift[] => {
    if (drift.change !== "changed") return [drift];
    const { object } = drift;
    const key = nameKey(object);
    const isSettled = ({ name }: AttributeDrift): boolean =>
      isDeparsed({ type: object.type, name }) &&
      settled.before.objects.get(key)?.attributes[name] !== undefined &&
      settled.after.objects.get(key)?.attributes[name] !== undefined &&
      remaining.get(key)?.attributes.some((attribute) => attribute.name === name) !== true;
    const attributes = drift.attributes.filter((attribute) => !isSettled(attribute));
    return attributes.length === 0 ? [] : [{ ...drift, attributes }];
  });
}
