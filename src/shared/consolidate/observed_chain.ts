import type { Database } from "../database/database.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import { type ReplayResult, replay } from "../migrations/shadow.ts";
import type { SqlParser } from "../sql/parser.ts";
import { withUniqueVersions } from "./chain.ts";
import { unrepeatableColumns } from "./compare_rows.ts";
import type { LeftOutColumns } from "./parity.ts";
import { type LeftOut, type RowDigests, readRowDigests } from "./row_digests.ts";
import { settle } from "./settled_schema.ts";
import { type ObservedDatabase, type ObservedSchema, observeDatabase, type ProofWorld } from "./side.ts";
import { type Trace, tracing } from "./trace.ts";

/** What a proof works with. */
export interface ProofContext {
  readonly world: ProofWorld;
  readonly parser: SqlParser;
  readonly onStep?: (text: string) => void;
}

/** Files as the database that they make. */
export interface ReplayedFiles {
  readonly database: Database;
  readonly result: ReplayResult;
  /** What the statements did that change rows or do not say what they change. */
  readonly trace: Trace;
  readonly observed: ObservedDatabase;
}

/** What of the rows can be compared at all. */
export interface RepeatableRows {
  readonly leftOut: LeftOut;
  readonly said: readonly LeftOutColumns[];
  readonly rows: RowDigests;
}

/** The old chain, replayed once for any number of baselines. Its database stays open until it is closed. */
export interface ObservedChain extends ReplayedFiles {
  readonly files: readonly MigrationFile[];
  /** The schema with its expressions settled; worked out when first asked for. */
  settled(): Promise<ObservedSchema>;
  /** The rows without columns that no replay gives twice; worked out, by a second replay, when first asked for. */
  repeatable(): Promise<RepeatableRows>;
  close(): Promise<void>;
}

/** Replays files on a new shadow and observes it. The caller closes the database. */
export async function replayAndObserve(
  files: readonly MigrationFile[],
  { name, ...context }: ProofContext & { readonly name: string },
): Promise<ReplayedFiles> {
  context.onStep?.(`replaying the ${name}`);
  const database = await context.world.open(`shadow database of the ${name}`);
  try {
    const { observer, trace } = tracing();
    const result = await replay(database, withUniqueVersions(files), { parser: context.parser, observer });
    return { database, result, trace, observed: await observeDatabase(database, context) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Replays the old chain. */
export async function observeChain(
  files: readonly MigrationFile[],
  context: ProofContext,
): Promise<ObservedChain> {
  const replayed = await replayAndObserve(files, { ...context, name: "old chain" });
  let settled: Promise<ObservedSchema> | undefined;
  let repeatable: Promise<RepeatableRows> | undefined;
  return {
    ...replayed,
    files,
    settled: () => {
      settled ??= settle(replayed.observed, context);
      return settled;
    },
    repeatable: () => {
      repeatable ??= findRepeatable(files, { replayed, context });
      return repeatable;
    },
    close: () => replayed.database.close(),
  };
}

async function findRepeatable(
  files: readonly MigrationFile[],
  { replayed, context }: { readonly replayed: ReplayedFiles; readonly context: ProofContext },
): Promise<RepeatableRows> {
  context.onStep?.("replaying the old chain a second time");
  const again = await context.world.open("shadow database of the old chain, a second time");
  try {
    await replay(again, withUniqueVersions(files), { parser: context.parser });
    const second = await rowsWithout(again);
    const { leftOut, said } = unrepeatableColumns(replayed.observed.rows, second);
    return { leftOut, said, rows: await rowsWithout(replayed.database, leftOut) };
  } finally {
    await again.close();
  }
}

/** The digests of all rows, without the columns left out. */
export function rowsWithout(database: Database, leftOut: LeftOut = new Map()): Promise<RowDigests> {
  return database.transaction("snapshot", async (session) => {
    await session.execute("set local search_path = ''");
    return readRowDigests(session, leftOut);
  });
}
