import { globalRef, type ObjectRef, recordRef, routineRef, schemaObjectRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { quoteIdent } from "../sql/ident.ts";
import { privilegesOf, storedPrivileges } from "./privileges.ts";
import { relationObjects } from "./relation_objects.ts";
import { freeStanding, objectKey, type SchemaObject } from "./schema_object.ts";

/** Objects by key. */
export type SchemaObjects = ReadonlyMap<string, SchemaObject>;

const known = new WeakMap<CatalogSnapshot, SchemaObjects>();

/** Every object of a snapshot, built once. Live figures, row samples and what the server offers are left out. */
export function objectsOf(snapshot: CatalogSnapshot): SchemaObjects {
  const existing = known.get(snapshot);
  if (existing !== undefined) return existing;
  const objects = new Map<string, SchemaObject>();
  for (const object of [
    ...relationObjects(snapshot),
    ...schemaObjects(snapshot),
    ...globalObjects(snapshot),
  ]) {
    objects.set(objectKey(object.ref), object);
  }
  known.set(snapshot, objects);
  return objects;
}

function* schemaObjects(snapshot: CatalogSnapshot): Iterable<SchemaObject> {
  for (const routine of snapshot.routines) {
    yield freeStanding(routineRef(routine), {
      kind: routine.kind,
      arguments: routine.argument_names.map((name, position) => [
        name,
        routine.argument_modes[position] ?? "i",
        routine.all_argument_types[position] ?? "",
      ]),
      default_arguments: routine.default_arguments,
      return_type: routine.return_type,
      returns_set: routine.returns_set,
      language: routine.language,
      security_definer: routine.security_definer,
      strict: routine.strict,
      leakproof: routine.leakproof,
      volatility: routine.volatility,
      settings: [...routine.config].sort(),
      body: routine.body_hash,
      owner: routine.owner,
      privileges: privilegesOf({ ...routine, kind: "routine" }),
      extension: routine.extension,
    });
  }
  for (const type of snapshot.types) {
    yield freeStanding(schemaObjectRef("type", type), {
      kind: type.kind,
      labels: type.labels,
      base_type: type.base_type,
      attributes: type.attributes.map((attribute) => [attribute.name, attribute.type]),
      owner: type.owner,
      privileges: privilegesOf({ ...type, kind: "type" }),
      extension: type.extension,
    });
  }
}

function* globalObjects(snapshot: CatalogSnapshot): Iterable<SchemaObject> {
  for (const schema of snapshot.schemas) {
    yield freeStanding(globalRef("schema", schema.name), {
      owner: schema.owner,
      privileges: privilegesOf({ ...schema, kind: "schema" }),
      extension: schema.extension,
    });
  }
  const memberships = groupBy(snapshot.memberships, (membership) => membership.member);
  for (const role of snapshot.roles) {
    const { oid: _oid, name, config, ...attributes } = role;
    yield freeStanding(globalRef("role", name), {
      ...attributes,
      settings: [...config].sort(),
      member_of: (memberships.get(name) ?? []).map(({ role: granted, inherit, admin }) => [
        granted,
        inherit,
        admin,
      ]),
    });
  }
  const routines = new Map(snapshot.routines.map((routine) => [routine.oid, routine.signature]));
  for (const trigger of snapshot.event_triggers) {
    const ref: ObjectRef = { kind: "trigger", name: trigger.name, identity: quoteIdent(trigger.name) };
    yield freeStanding(ref, {
      event: trigger.event,
      routine: routines.get(trigger.routine) ?? null,
      enabled: trigger.enabled,
      owner: trigger.owner,
      extension: trigger.extension,
    });
  }
  for (const { name, schema, version, owner } of snapshot.extensions) {
    yield freeStanding(globalRef("extension", name), { schema, version, owner });
  }
  for (const entry of snapshot.default_privileges) {
    const kind = `${entry.object_type}s`;
    const place = entry.schema === null ? "" : ` in schema ${quoteIdent(entry.schema)}`;
    const ref = recordRef("privilege", `${entry.role}: ${kind}`, {
      ...(entry.schema === null ? {} : { schema: entry.schema }),
      identity: `default privileges for role ${quoteIdent(entry.role)}${place} on ${kind}`,
    });
    yield freeStanding(ref, { privileges: storedPrivileges(entry.acl) });
  }
  for (const bucket of snapshot.buckets) {
    const { id, name, ...attributes } = bucket;
    yield freeStanding(recordRef("bucket", name), { id, ...attributes });
  }
  for (const job of snapshot.cron_jobs) {
    const { id, name, ...attributes } = job;
    yield freeStanding(recordRef("cron_job", name ?? String(id)), attributes);
  }
  yield* ledgerObjects(snapshot);
}

/** A ledger that lost its primary key can hold a version several times; such rows are told apart by their content. */
function* ledgerObjects({ ledger }: CatalogSnapshot): Iterable<SchemaObject> {
  for (const [version, rows] of groupBy(ledger, (row) => row.version)) {
    const first = recordRef("migration", version, version === "" ? { identity: '""' } : {});
    const ordered = rows
      .map(({ name, statements }) => ({ name, statements }))
      .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
    for (const [place, attributes] of ordered.entries()) {
      const ref = place === 0 ? first : { ...first, identity: `${first.identity} (${place + 1})` };
      yield { ref, container: objectKey(first), attributes };
    }
  }
}
