import { readSnapshot } from "../catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Database } from "../database/database.ts";
import type { DriftState } from "../drift/compare_objects.ts";
import { readDefinitions } from "../drift/definitions.ts";
import type { SchemaObject } from "../drift/schema_object.ts";
import type { SqlParser } from "../sql/parser.ts";
import { readDriftState } from "./drift_state.ts";
import { type DumpEntries, dumpEntries } from "./dump_entries.ts";
import { type RowDigests, readRowDigests, readSequenceStates } from "./row_digests.ts";

/** What a parity proof needs of the world: databases to replay on, and a second observer of them. */
export interface ProofWorld {
  /** A new shadow database: an empty Supabase project. The caller closes it. */
  open(label: string): Promise<Database>;
  /** The text of `pg_dump --schema-only` of a database that `open` or `restore` made. */
  dump(database: Database): Promise<string>;
  /** A database of the same version made from a dump alone, with the roles of the snapshot. The caller closes it. */
  restore(dump: string, roles: CatalogSnapshot): Promise<Database>;
}

/** A schema as the two observers see it. */
export interface ObservedSchema {
  readonly snapshot: CatalogSnapshot;
  readonly definitions: ReadonlyMap<string, SchemaObject>;
  /** The user's objects of every kind, in texts that are one on every version. */
  readonly state: DriftState;
  readonly dump: string;
  readonly entries: DumpEntries;
}

/** A schema with its rows. */
export interface ObservedDatabase extends ObservedSchema {
  readonly rows: RowDigests;
  readonly sequences: ReadonlyMap<string, string>;
}

/** The snapshot's own time, which no comparison reads. */
const TAKEN_AT = "1970-01-01T00:00:00.000Z";

/** What is looked at; usage and samples of a shadow say nothing. */
interface Observing {
  readonly world: Pick<ProofWorld, "dump">;
  readonly parser: SqlParser;
}

/** Reads a shadow's schema through both observers. Changes nothing. */
export async function observeSchema(
  database: Database,
  { world, parser }: Observing,
): Promise<ObservedSchema> {
  const read = await database.transaction("snapshot", async (session) => {
    const snapshot = await readSnapshot(session, { takenAt: TAKEN_AT, orphanBudget: 0 });
    return {
      snapshot,
      definitions: await readDefinitions(session),
      state: await readDriftState(session),
    };
  });
  const dump = await world.dump(database);
  return { ...read, dump, entries: dumpEntries(dump, parser) };
}

/** Reads a shadow's schema and its rows. */
export async function observeDatabase(database: Database, observing: Observing): Promise<ObservedDatabase> {
  const data = await database.transaction("snapshot", async (session) => {
    await session.execute("set local search_path = ''");
    return { rows: await readRowDigests(session), sequences: await readSequenceStates(session) };
  });
  return { ...data, ...(await observeSchema(database, observing)) };
}
