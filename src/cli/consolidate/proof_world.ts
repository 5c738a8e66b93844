import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import type { ProofWorld } from "../../shared/consolidate/side.ts";
import type { Database } from "../../shared/database/database.ts";
import {
  type EmbeddedDatabase,
  type EngineConnection,
  openEmbedded,
} from "../../shared/database/embedded.ts";
import { DEFAULT_MAJOR, type EmbeddedMajor, ENGINE_VERSIONS } from "../../shared/database/engine.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { openKept, type ShadowCache } from "../../shared/migrations/kept_archive.ts";
import { standInFiles } from "../../shared/migrations/prelude/stand_ins.ts";
import { openShadow } from "../../shared/migrations/shadow.ts";
import { restoreInto } from "./restore_dump.ts";

/** The embedded engine as the world of a proof: databases in this process, and pg_dump compiled to WASM. */
export function embeddedWorld(cache: ShadowCache, major: EmbeddedMajor = DEFAULT_MAJOR): ProofWorld {
  const bare = { key: `bare-${ENGINE_VERSIONS[major]}.tar`, make: () => makeBare(major) };
  const embedded = new WeakSet<Database>();
  const known = (database: EmbeddedDatabase): EmbeddedDatabase => {
    embedded.add(database);
    return database;
  };
  return {
    open: async (label) => known(await openShadow({ cache, label, major })),
    dump: (database) => {
      if (!embedded.has(database)) throw new Error("this database was not opened for a proof");
      return (database as EmbeddedDatabase).lend(dumpSchema);
    },
    restore: async (dump, roles) => {
      const database = await openKept(cache, bare, (bytes) =>
        openEmbedded({
          major,
          loadDataDir: new Blob([bytes]),
          extensionFiles: standInFiles(),
          label: "restored dump",
        }),
      );
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
async function makeBare(major: EmbeddedMajor): Promise<Uint8Array<ArrayBuffer>> {
  const database = await openEmbedded({ major, extensionFiles: standInFiles() });
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
