import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { inject } from "vitest";
import {
  type ClusterName,
  type ClusterState,
  CRON_DATABASE,
  databaseUrl,
  onDatabase,
  TEMPLATE,
} from "./test_cluster.ts";
import "./servers_setup.ts";

/** A database of its own for one test file, a copy of the prelude's. */
export interface TestDatabase {
  /** Superuser `postgres`. */
  readonly url: string;
  /** A role with what `postgres` has on Supabase: bypasses row security, reads all, is no superuser. */
  readonly ownerUrl: string;
  /** A role with nothing but `connect`. */
  readonly connectOnlyUrl: string;
  drop(): Promise<void>;
}

/** Debian's server with pg_cron, plpgsql_check and pgtap, or why it is not here. */
export type DebianServer =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true;
      createTestDatabase(): Promise<TestDatabase>;
      /** Superuser, database `postgres`. */
      readonly adminUrl: string;
      /** The one database with the real pg_cron, shared by the whole run. */
      readonly cronDatabaseUrl: string;
    };

/** A database on Postgres 17. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const state = await askDesk("npm");
  if (!state.available) throw new Error(state.reason);
  return copyTemplate(state.url);
}

/** Superuser on Postgres 17, database `postgres`. */
export async function adminUrl(): Promise<string> {
  const state = await askDesk("npm");
  if (!state.available) throw new Error(state.reason);
  return state.url;
}

/** A database on Postgres 18; nothing where its package is not installed. */
export async function createTestDatabase18(): Promise<TestDatabase | undefined> {
  const state = await askDesk("npm18");
  return state.available ? copyTemplate(state.url) : undefined;
}

/** Debian's Postgres 15, started by the first test that asks. */
export async function debianServer(): Promise<DebianServer> {
  const state = await askDesk("debian");
  if (!state.available) return state;
  return {
    available: true,
    createTestDatabase: () => copyTemplate(state.url),
    adminUrl: state.url,
    cronDatabaseUrl: databaseUrl(state.url, CRON_DATABASE),
  };
}

async function copyTemplate(url: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onDatabase(url, (database) =>
    database.execute(`create database ${name} template ${TEMPLATE} strategy file_copy`),
  );
  // Settings of a database are not copied with it.
  await onDatabase(url, (database) =>
    database.execute(`alter database ${name} set search_path to "$user", public, extensions`),
  );
  await onDatabase(url, (database) =>
    database.execute(`grant create on database ${name} to cli_login_owner`),
  );
  return {
    url: databaseUrl(url, name),
    ownerUrl: databaseUrl(url, name, "cli_login_owner"),
    connectOnlyUrl: databaseUrl(url, name, "connect_only"),
    drop: () =>
      onDatabase(url, (database) => database.execute(`drop database if exists ${name} with (force)`)),
  };
}

function askDesk(cluster: ClusterName): Promise<ClusterState> {
  return new Promise((resolve, reject) => {
    const socket = connect(inject("serverDesk"), "127.0.0.1");
    let text = "";
    socket.once("error", reject);
    socket.on("data", (data) => {
      text += data;
    });
    socket.once("end", () => {
      const answer = JSON.parse(text) as ClusterState | { readonly failed: string };
      if ("failed" in answer) reject(new Error(answer.failed));
      else resolve(answer);
    });
    socket.write(`${cluster}\n`);
  });
}
