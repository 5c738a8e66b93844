import { readMigrations } from "../src/cli/migration_files.ts";
import type { Database } from "../src/shared/database/database.ts";
import { openServer } from "../src/shared/database/server.ts";
import { writeSetting } from "../src/shared/store/settings.ts";
import { upgradeSchema } from "../src/shared/store/upgrade_schema.ts";
import { databaseUrl, onDatabase, TEMPLATE } from "../test/support/test_cluster.ts";
import { generate, type Shape, schemasOf } from "./generate.ts";
import { seconds } from "./measure.ts";

/** A generated database. */
export interface BenchDatabase {
  readonly url: string;
  readonly tables: number;
  /** Schemas that the API serves. */
  readonly exposed: readonly string[];
}

/** Databases of one server, each made once. */
export interface BenchDatabases {
  /** The database of this many tables, spread over schemas as a project spreads them. */
  ofSize(tables: number): Promise<BenchDatabase>;
  ofShape(name: string, shape: Shape): Promise<BenchDatabase>;
}

/** Tables a schema has where a section asks for nothing else. */
const PER_SCHEMA = 125;

/** Databases on the server behind `url`. */
export function benchDatabases(url: string): BenchDatabases {
  const made = new Map<string, Promise<BenchDatabase>>();
  const ofShape = (name: string, shape: Shape) => {
    const known = made.get(name) ?? makeDatabase(url, name, shape);
    made.set(name, known);
    return known;
  };
  return { ofShape, ofSize: (tables) => ofShape(`bench_${tables}`, { tables, perSchema: PER_SCHEMA }) };
}

async function makeDatabase(url: string, name: string, shape: Shape): Promise<BenchDatabase> {
  await onDatabase(url, (admin) => admin.execute(`create database ${name} template ${TEMPLATE}`));
  const target = databaseUrl(url, name);
  const start = performance.now();
  await onDatabase(target, async (database) => {
    await generate(database, shape);
    // Autovacuum would come to it within minutes; without statistics splinter's plans are many times slower.
    await database.execute("analyze");
  });
  console.error(`made ${name} in ${seconds((performance.now() - start) / 1000)}`);
  return { url: target, tables: shape.tables, exposed: ["public", ...schemasOf(shape)] };
}

/** Schema `supawarden` as new, so that nothing of the database is known; opens the database. */
export async function openWithFreshStore({ url, exposed }: BenchDatabase): Promise<Database> {
  const database = openServer({ url });
  try {
    await database.execute("drop schema if exists supawarden cascade");
    const { files } = await readMigrations("supabase/migrations");
    await upgradeSchema(
      database,
      files.map((file) => ({ version: file.version, name: file.name, sql: file.text })),
    );
    await writeSetting(database, { key: "config", value: { exposed_schemas: exposed } });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
