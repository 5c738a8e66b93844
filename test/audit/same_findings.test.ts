import { expect, test } from "vitest";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { exampleFiles } from "../support/example_files.ts";
import { createTestDatabase, debianServer } from "../support/servers.ts";
import { installVectorStandIn } from "../support/vector_stand_in.ts";

async function findingsOf(database: Database): Promise<string[]> {
  await replay(database, await exampleFiles(), { parser: await loadSqlParser() });
  const report = await auditDatabase(database, {
    config: {},
    trigger: "cli",
    source: "database",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "run",
  });
  // The stand-in of pg_cron has the version of Supabase, and Debian's server offers the real one in another.
  return report.findings
    .filter(({ rule }) => rule !== "extension_versions_outdated")
    .map(
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
