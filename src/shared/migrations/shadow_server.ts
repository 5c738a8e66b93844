import { type Database, messageOf, sqlState } from "../database/database.ts";
import { openServer } from "../database/server.ts";
import { databaseIn } from "../database/server_url.ts";
import { SupawardenError } from "../errors.ts";
import { quoteIdent, quoteLiteral } from "../sql/ident.ts";
import type { SqlParser } from "../sql/parser.ts";
import { type ClusterGuard, createClusterGuard } from "./cluster_guard.ts";
import { ROLE_MARK } from "./cluster_sql.ts";
import { installPrelude } from "./prelude/prelude.ts";

/** A database of its own on somebody's server, prepared like an empty Supabase project. Closing drops it. */
export interface ShadowServer extends Database {
  readonly kind: "server";
  /** Keeps statements away from what all databases of the server share. */
  readonly guard: ClusterGuard;
}

/** How a shadow on a server is opened. */
export interface ShadowServerOptions {
  /** Any database of the server, with a superuser's name. */
  readonly url: string;
  readonly parser: SqlParser;
  readonly label?: string;
  /** For what the reader must know: databases that earlier runs left behind, roles that stay. */
  readonly say?: (message: string) => void;
}

const PREFIX = "supawarden_shadow_";
const OWN_NAME = `^${PREFIX}[0-9]+_[0-9a-f]{12}$`;
/** A database younger than this may be one whose owner has not connected yet. */
const LEFT_BEHIND_AFTER_SECONDS = 120;
/** Two shadows must not come and go at the same moment: roles are made by one and dropped by the last. */
const LOCK = "7305471129";
const OLDEST_VERSION = 150_000;

/**
 * Makes a database with a random name on the server and the roles of Supabase that the server lacks; nothing that was
 * there before is changed. Closing drops the database, and the roles once no other shadow is left.
 * @throws SupawardenError `permission` when the role is no superuser, `unavailable` before Postgres 15.
 */
export async function openShadowServer(options: ShadowServerOptions): Promise<ShadowServer> {
  const admin = openServer({
    url: options.url,
    preferTls: true,
    keepOpen: true,
    applicationName: "supawarden shadow",
  });
  const say = options.say ?? (() => undefined);
  let name: string | undefined;
  let database: Database | undefined;
  try {
    const existing = await requireServer(admin);
    await locked(admin, async () => {
      for (const left of await dropLeftBehind(admin)) {
        say(`note: dropped ${left}, which an earlier run had left on ${admin.label}`);
      }
      name = await createDatabase(admin);
      database = openServer({
        url: databaseIn(options.url, name),
        preferTls: true,
        keepOpen: true,
        applicationName: "supawarden shadow",
      });
      await database.execute(
        `alter database ${quoteIdent(name)} set lc_messages = 'C'; set lc_messages = 'C'`,
      );
      await installPrelude(database, { keepRoles: existing });
      await markRoles(database, existing);
    });
    const opened = database as Database | undefined;
    const made = name as string | undefined;
    if (opened === undefined || made === undefined) throw new Error("the shadow database was not made");
    const guard = await createClusterGuard(opened, { name: made, parser: options.parser });
    return {
      ...opened,
      kind: "server",
      label: options.label ?? opened.label,
      guard,
      close: once(() => remove({ admin, database: opened, name: made, say })),
    };
  } catch (error) {
    if (name === undefined) await admin.close();
    else await remove({ admin, database, name, say });
    throw error;
  }
}

function once(task: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= task();
    return done;
  };
}

/** The server's roles. */
async function requireServer(admin: Database): Promise<ReadonlySet<string>> {
  const [facts] = await admin.query<{ version: number; superuser: boolean; user: string; readonly: boolean }>(
    `select pg_catalog.current_setting('server_version_num')::int as version, rol.rolsuper as superuser, rol.rolname::text as user,
       pg_catalog.pg_is_in_recovery() as readonly
     from pg_catalog.pg_roles rol where rol.rolname = current_user`,
  );
  if (facts === undefined || facts.version < OLDEST_VERSION) {
    throw new SupawardenError("unavailable", `the shadow server ${admin.label} is older than Postgres 15`, {
      hint: "Give a server of Postgres 15 or later, or leave --shadow-url out for the embedded one.",
    });
  }
  if (!facts.superuser) {
    throw new SupawardenError(
      "permission",
      `role ${facts.user} is no superuser of the shadow server ${admin.label}`,
      {
        hint: "Roles, event triggers and stand-ins of extensions need one. Give a server of your own, such as a local one; a hosted project cannot be a shadow.",
      },
    );
  }
  if (facts.readonly) {
    throw new SupawardenError("unavailable", `the shadow server ${admin.label} is a read-only standby`, {
      hint: "Give a server that takes new databases.",
    });
  }
  const roles = await admin.query<{ name: string }>(
    `select rol.rolname::text as name from pg_catalog.pg_roles rol
     where pg_catalog.shobj_description(rol.oid, 'pg_authid') is distinct from ${quoteLiteral(ROLE_MARK)}`,
  );
  return new Set(roles.map((role) => role.name));
}

async function locked(admin: Database, body: () => Promise<void>): Promise<void> {
  await admin.query(`select pg_catalog.pg_advisory_lock(${LOCK})`);
  try {
    await body();
  } finally {
    await admin.query(`select pg_catalog.pg_advisory_unlock(${LOCK})`).catch(() => undefined);
  }
}

async function createDatabase(admin: Database): Promise<string> {
  const [clock] = await admin.query<{ seconds: string }>(
    "select pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp()))::bigint::text as seconds",
  );
  const random = crypto.getRandomValues(new Uint8Array(6));
  const digits = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const name = `${PREFIX}${clock?.seconds ?? "0"}_${digits}`;
  await admin.execute(`create database ${quoteIdent(name)} template template0 encoding 'UTF8'`);
  await admin.execute(
    `comment on database ${quoteIdent(name)} is 'shadow database of supawarden: dropped when its run ends'`,
  );
  return name;
}

/** A run keeps a connection to its database from beginning to end: one without any belongs to a run that was killed. */
async function dropLeftBehind(admin: Database): Promise<readonly string[]> {
  const left = await admin.query<{ name: string }>(
    `select dat.datname::text as name from pg_catalog.pg_database dat
     where dat.datname ~ $1
       and extract(epoch from pg_catalog.clock_timestamp()) - pg_catalog.split_part(dat.datname, '_', 3)::bigint > $2::int
       and not exists (select from pg_catalog.pg_stat_activity act where act.datid = dat.oid)
     order by 1`,
    [OWN_NAME, LEFT_BEHIND_AFTER_SECONDS],
  );
  const dropped: string[] = [];
  for (const { name } of left) {
    try {
      await admin.execute(`drop database ${quoteIdent(name)}`);
      dropped.push(name);
    } catch (error) {
      // Somebody looks at it.
      if (sqlState(error) === undefined) throw error;
    }
  }
  return dropped;
}

async function markRoles(database: Database, existing: ReadonlySet<string>): Promise<void> {
  const roles = await database.query<{ name: string }>(
    "select rolname::text as name from pg_catalog.pg_roles",
  );
  for (const { name } of roles.filter((role) => !existing.has(role.name) && !role.name.startsWith("pg_"))) {
    await database.execute(`comment on role ${quoteIdent(name)} is ${quoteLiteral(ROLE_MARK)}`);
  }
}

async function remove(shadow: {
  readonly admin: Database;
  readonly database: Database | undefined;
  readonly name: string;
  readonly say: (message: string) => void;
}): Promise<void> {
  const { admin, database, name, say } = shadow;
  try {
    await database?.close();
    await locked(admin, async () => {
      await admin.execute(`drop database if exists ${quoteIdent(name)} with (force)`);
      const [others] = await admin.query<{ found: boolean }>(
        "select exists (select from pg_catalog.pg_database where datname ~ $1) as found",
        [OWN_NAME],
      );
      if (others?.found !== true) await dropMarkedRoles(admin, say);
    });
  } catch (error) {
    say(
      `warning: shadow database ${name} stays on ${admin.label}: ${messageOf(error)}; the next run drops it`,
    );
  } finally {
    await admin.close();
  }
}

async function dropMarkedRoles(admin: Database, say: (message: string) => void): Promise<void> {
  const roles = await admin.query<{ name: string }>(
    `select rol.rolname::text as name from pg_catalog.pg_roles rol
     where pg_catalog.shobj_description(rol.oid, 'pg_authid') = ${quoteLiteral(ROLE_MARK)} order by 1`,
  );
  for (const { name } of roles) {
    try {
      await admin.execute(`drop role ${quoteIdent(name)}`);
    } catch (error) {
      if (sqlState(error) === undefined) throw error;
      say(`note: role ${name} stays on ${admin.label}: ${messageOf(error)}`);
    }
  }
}
