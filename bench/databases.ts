import { openServer } from "../src/shared/database/server.ts";
import { databaseUrl } from "../test/support/test_cluster.ts";
import { generate, type Shape, schemasOf } from "./generate.ts";

/** A generated database. */
export interface BenchDatabase {
  readonly url: string;
  readonly tables: number;
  /** Schemas that the API serves. */
  readonly exposed: readonly string[];
  /** Time to make it, in seconds. */
  readonly made: number;
}

/** Makes a database of the shape on the server behind `url`, with fresh statistics of its catalogs. */
export async function makeDatabase(url: string, name: string, shape: Shape): Promise<BenchDatabase> {
  const admin = openServer({ url });
  await admin.execute(`create database ${name} template template_supawarden`);
  await admin.close();
  const target = databaseUrl(url, name);
  const database = openServer({ url: target });
  const start = performance.now();
  await generate(database, shape);
  // Autovacuum would come to it within minutes; without statistics splinter's plans are many times slower.
  await database.execute("analyze");
  await database.close();
  return {
    url: target,
    tables: shape.tables,
    exposed: ["public", ...schemasOf(shape)],
    made: (performance.now() - start) / 1000,
  };
}
