import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import { type CatalogSnapshot, readSnapshot } from "../../shared/catalog/snapshot.ts";
import type { ProofWorld } from "../../shared/consolidate/side.ts";
import { type Database, sqlState } from "../../shared/database/database.ts";
import {
  type EmbeddedDatabase,
  type EngineConnection,
  openEmbedded,
} from "../../shared/database/embedded.ts";
import { DEFAULT_MAJOR, ENGINE_VERSIONS } from "../../shared/database/engine.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { standInFiles } from "../../shared/migrations/prelude/stand_ins.ts";
import { runGuarded } from "../../shared/migrations/replay_guard.ts";
import { keptArchive, openShadow, type ShadowCache } from "../../shared/migrations/shadow.ts";
import { splitFile } from "../../shared/migrations/split_file.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { rolesSql } from "../proof/role_sql.ts";

/** The embedded engine as the world of a proof: databases in this process, and pg_dump compiled to WASM. */
export function embeddedWorld(cache: ShadowCache): ProofWorld {
  const bare = async () =>
    new Blob([
      await keptArchive(cache, { key: `bare-${ENGINE_VERSIONS[DEFAULT_MAJOR]}.tar`, make: makeBare }),
    ]);
  const embedded = new WeakSet<Database>();
  const known = (database: EmbeddedDatabase): EmbeddedDatabase => {
    embedded.add(database);
    return database;
  };
  return {
    open: async (label) => known(await openShadow({ cache, label })),
    dump: (database) => {
      if (!embedded.has(database)) throw new Error("this database was not opened for a proof");
      return (database as EmbeddedDatabase).lend(dumpSchema);
    },
    restore: async (dump, roles) => {
      const database = await openEmbedded({
        loadDataDir: await bare(),
        extensionFiles: standInFiles(),
        label: "restored dump",
      });
      try {
        await restoreInto(database, { dump, roles });
        return known(database);
      } catch (error) {
        await database.close();
        throw error;
      }
    },
  };
}

/** A database with nothing in it: a dump brings the platform's schemas itself. */
async function makeBare(): Promise<Uint8Array<ArrayBuffer>> {
  const database = await openEmbedded({ extensionFiles: standInFiles() });
  try {
    return new Uint8Array(await (await database.dump("none")).arrayBuffer());
  } finally {
    await database.close();
  }
}

async function dumpSchema(connection: EngineConnection): Promise<string> {
  try {
    const pg = connection as unknown as Parameters<typeof pgDump>[0]["pg"];
    const file = await pgDump({ pg, args: ["--schema-only"] });
    return await file.text();
  } catch (error) {
    throw new SupawardenError("unavailable", "pg_dump, the second observer, failed on the shadow database", {
      hint: "Without it there is no proof; --debug prints what it said.",
      cause: error,
    });
  }
}

const TAKEN_AT = "1970-01-01T00:00:00.000Z";

async function restoreInto(
  database: Database,
  { dump, roles }: { readonly dump: string; readonly roles: CatalogSnapshot },
): Promise<void> {
  const empty = await database.transaction("snapshot", (session) =>
    readSnapshot(session, { takenAt: TAKEN_AT, parts: ["roles", "memberships"] }),
  );
  await database.transaction("write", async (session) => {
    for (const { sql } of rolesSql(roles, empty)) await runGuarded(session, sql).catch(ignoreStatement);
  });
  const parser = await loadSqlParser();
  const { statements } = splitFile(dump, parser);
  try {
    await database.transaction("write", (session) =>
      session.execute(statements.map(({ text }) => `${text};`).join("\n")),
    );
  } catch (error) {
    ignoreStatement(error);
    // What cannot be restored is missing on the restored side, where the comparison looks for it.
    await database.transaction("write", async (session) => {
      for (const { text } of statements) await runGuarded(session, text).catch(ignoreStatement);
    });
  }
}

function ignoreStatement(error: unknown): void {
  if (sqlState(error) === undefined) throw error;
}
