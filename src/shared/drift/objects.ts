import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { cronJobNames } from "../catalog/cron_job_ref.ts";
import { eventTriggerRef, globalRef, recordRef, routineRef, schemaObjectRef } from "../catalog/identity.ts";
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
      unvalidated_constraints: type.unvalidated_constraints,
      owner: type.owner,
      privileges: privilegesOf({ ...type, kind: "type" }),
      extension: type.extension,
    });
  }
}

function* globalObjects(snapshot: CatalogSnapshot): Iterable<SchemaObject> {
  const directives = new Map(
    snapshot.graphql_directives
      .filter(({ relation }) => relation === null)
      .map(({ schema, comment }) => [schema, comment]),
  );
  for (const schema of snapshot.schemas) {
    yield freeStanding(globalRef("schema", schema.name), {
      owner: schema.owner,
      privileges: privilegesOf({ ...schema, kind: "schema" }),
      graphql: directives.get(schema.name) ?? null,
      extension: schema.extension,
    });
  }
  yield* roleObjects(snapshot);
  const routines = new Map(snapshot.routines.map((routine) => [routine.oid, routine.signature]));
  for (const trigger of snapshot.event_triggers) {
    yield freeStanding(eventTriggerRef(trigger.name), {
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
  yield freeStanding(globalRef("database", snapshot.server.database), {
    settings: snapshot.stored_settings
      .filter(({ role }) => role === null)
      .map(({ name, value }) => settingText(name, value))
      .sort(),
    foreign_servers: snapshot.foreign_servers.map(({ name, owner, wrapper, options }) => [
      name,
      owner,
      wrapper,
      ...options.map((option) => opaque(option)),
    ]),
  });
  yield* rowObjects(snapshot);
}

function* roleObjects(snapshot: CatalogSnapshot): Iterable<SchemaObject> {
  const memberships = groupBy(snapshot.memberships, (membership) => membership.member);
  for (const role of snapshot.roles) {
    yield freeStanding(globalRef("role", role.name), {
      superuser: role.superuser,
      inherit: role.inherit,
      login: role.login,
      create_role: role.create_role,
      create_database: role.create_database,
      replication: role.replication,
      bypass_rls: role.bypass_rls,
      settings: role.config
        .map((setting) => {
          const at = setting.indexOf("=");
          return settingText(setting.slice(0, at), setting.slice(at + 1));
        })
        .sort(),
      member_of: (memberships.get(role.name) ?? []).map(({ role: granted, inherit, admin }) => [
        granted,
        inherit,
        admin,
      ]),
    });
  }
}

/** A setting of an application may be a secret: it compares by its digest. */
function settingText(name: string, value: string): string {
  return name.includes(".") && !/^pgrst\.db_(?!uri$)/.test(name)
    ? `${name}=${opaque(value)}`
    : `${name}=${value}`;
}

function opaque(text: string): string {
  return `#${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16)}`;
}

/** What is a row of a table rather than an object of SQL. */
function* rowObjects(snapshot: CatalogSnapshot): Iterable<SchemaObject> {
  for (const bucket of snapshot.buckets) {
    const ref = recordRef("bucket", bucket.name, { schema: "storage", identity: bucket.id });
    yield freeStanding(ref, {
      public: bucket.public,
      file_size_limit: bucket.file_size_limit,
      allowed_mime_types: bucket.allowed_mime_types,
    });
  }
  const jobRef = cronJobNames(snapshot.cron_jobs);
  for (const job of snapshot.cron_jobs) {
    const { schedule, command, database, username, active } = job;
    yield freeStanding(jobRef(job), { schedule, command: opaque(command), database, username, active });
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
