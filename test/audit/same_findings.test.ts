import { join } from "node:path";
import { expect, test } from "vitest";
import { readMigrations } from "../../src/cli/migration_files.ts";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { MigrationFile } from "../../src/shared/migrations/discover.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { createTestDatabase, debianServer } from "../support/servers.ts";
import { installVectorStandIn } from "../support/vector_stand_in.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "examples", "ai-memory", "supabase", "migrations");

/**
 * The example's files without what only real pgvector judges: the stand-in's ivfflat takes no `lists`, which no rule
 * reads, and it does not refuse the index over 2,000 dimensions, which the planted fault is.
 */
async function exampleFiles(): Promise<MigrationFile[]> {
  const { files } = await readMigrations(FOLDER);
  return files.map((file) => ({
    ...file,
    text: file.text
      .replace(/ with \(lists = \d+\)/g, "")
      .replace(/^create index idx_chunks_embedding on .*;$/m, ""),
  }));
}

async function findingsOf(database: Database): Promise<string[]> {
  await replay(database, await exampleFiles(), { parser: await loadSqlParser() });
  const report = await auditDatabase(database, {
    config: {},
    trigger: "cli",
    source: "database",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "run",
  });
  return report.findings.map(
    (finding) => `${finding.fingerprint} ${finding.severity} ${finding.rule} ${finding.object.identity}`,
  );
}

async function findingsOnServer(url: string): Promise<string[]> {
  const database = openServer({ url });
  await installVectorStandIn(database, "extensions");
  const findings = await findingsOf(database);
  await database.close();
  return findings;
}

test("the example gives the same findings on the embedded server and on Postgres 17", async () => {
  const shadow = await freshShadow();
  const embedded = await findingsOf(shadow);
  await shadow.close();
  expect(embedded.length).toBeGreaterThan(100);
  const server = await createTestDatabase();
  expect(await findingsOnServer(server.url)).toEqual(embedded);
  await server.drop();
});

test("the example gives the same findings on Postgres 15 and 17", async ({ skip }) => {
  const debian = await debianServer();
  if (!debian.available) {
    console.log(`skipped: ${debian.reason}`);
    skip(debian.reason);
    return;
  }
  const old = await debian.createTestDatabase();
  const current = await createTestDatabase();
  expect(await findingsOnServer(old.url)).toEqual(await findingsOnServer(current.url));
  await old.drop();
  await current.drop();
});
