import type { Database } from "../../database/database.ts";
import type { SqlParser } from "../../sql/parser.ts";
import type { MigrationFile } from "../discover.ts";
import { chainOf, type ReadFile, type ReadFolder } from "../reading.ts";
import { type ReplayResult, replay } from "../shadow.ts";
import { watchCreations } from "./creation_watch.ts";
import { explainFaults } from "./explain_faults.ts";
import type { ExplainedFault } from "./explained.ts";
import { retryFaults } from "./retry_faults.ts";

/** A folder that was replayed, with its faults explained. */
export interface FolderReplay {
  readonly folder: ReadFolder;
  /** As the server calls itself, such as `17.5`. */
  readonly serverVersion: string;
  readonly result: ReplayResult;
  readonly faults: readonly ExplainedFault[];
}

/**
 * Replays the chain of a folder on an empty shadow database, which keeps what the chain made; failed statements are
 * tried again at the end, and that is rolled back.
 */
export async function replayChain(
  database: Database,
  { folder, parser }: { readonly folder: ReadFolder; readonly parser: SqlParser },
): Promise<FolderReplay> {
  const files = chainOf(folder);
  const watch = watchCreations(database, files);
  const result = await replay(
    database,
    files.map((file) => migrationFile(file, folder)),
    { parser, afterFile: watch.afterFile },
  );
  const retried = await retryFaults(database, { faults: result.faults, files, parser });
  const [server] = await database.query<{ version: string }>(
    "select pg_catalog.current_setting('server_version') as version",
  );
  return {
    folder,
    serverVersion: server?.version ?? "",
    result,
    faults: explainFaults({ faults: result.faults, files, retried, madeBy: watch.madeBy }),
  };
}

/** Only the Supabase CLI records versions: with other tools two files may well begin with the same digits. */
function migrationFile(
  { file, path, version, name, text, bytes }: ReadFile,
  { layout }: ReadFolder,
): MigrationFile {
  return { file, version: layout === "supabase" ? version : path, name, text, bytes };
}
