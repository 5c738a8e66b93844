import { readSnapshot } from "../../shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../shared/catalog/snapshot.ts";
import { type Database, sqlState } from "../../shared/database/database.ts";
import { runApart } from "../../shared/migrations/replay_guard.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { splitFile } from "../../shared/sql/split_file.ts";
import { rolesSql } from "../proof/role_sql.ts";

/** The snapshot's own time, which nothing here reads. */
const TAKEN_AT = "1970-01-01T00:00:00.000Z";

/**
 * Runs a dump in an empty database, with the roles of a snapshot. What cannot be restored is missing there, where the
 * comparison looks for it.
 */
export async function restoreInto(
  database: Database,
  { dump, roles }: { readonly dump: string; readonly roles: CatalogSnapshot },
): Promise<void> {
  const empty = await database.transaction("snapshot", (session) =>
    readSnapshot(session, { takenAt: TAKEN_AT, parts: ["roles", "memberships"] }),
  );
  await database.transaction("write", async (session) => {
    for (const { sql } of rolesSql(roles, empty)) await runApart(session, sql).catch(passOver);
  });
  const { statements } = splitFile(dump, await loadSqlParser());
  try {
    await database.transaction("write", (session) =>
      session.execute(statements.map(({ text }) => `${text};`).join("\n")),
    );
  } catch (error) {
    passOver(error);
    await database.transaction("write", async (session) => {
      for (const { text } of statements) await runApart(session, text).catch(passOver);
    });
  }
}

function passOver(error: unknown): void {
  if (sqlState(error) === undefined) throw error;
}
