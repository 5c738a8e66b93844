import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import type { ExpectedSchema } from "../../src/shared/manifest/expected_schema.ts";
import { dumpAndRestore } from "../support/dump_restore.ts";
import { freshShadow } from "../support/embedded.ts";
import { createTestDatabase, createTestDatabase18, debianServer } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { differingPrints, driftLines, driftOn, emptyProject, expectedOf } from "./expected.ts";

// The same schema on every version, made by its migrations or restored from a dump, has the same fingerprints.

const SHAPES = readFileSync(join(import.meta.dirname, "unstable_shapes.sql"), "utf8");

let shadow: EmbeddedDatabase;
let expected: ExpectedSchema;

beforeAll(async () => {
  shadow = await freshShadow();
  const before = await emptyProject(shadow);
  await shadow.execute(SHAPES);
  expected = await expectedOf(shadow, before);
}, 300_000);
afterAll(() => shadow?.close());

/** Roles that only the test's clusters have. */
const isTestRole = (line: string) => line === "unexpected role connect_only";

async function expectNoDrift(url: string): Promise<void> {
  await onDatabase(url, async (database) => {
    const { prints, drifts } = await database.transaction("snapshot", async (session) => ({
      prints: await differingPrints(session, expected),
      drifts: await driftOn(session, expected),
    }));
    expect(driftLines(drifts).filter((line) => !isTestRole(line))).toEqual([]);
    // Equal without any parser.
    expect(prints).toEqual([]);
  });
}

test("the shadow itself, and once more", async () => {
  for (const round of [1, 2]) {
    const drifts = await shadow.transaction("snapshot", (session) =>
      driftOn(session, expected, { parser: false }),
    );
    expect([round, ...driftLines(drifts)]).toEqual([round]);
  }
});

test("Postgres 17", async () => {
  const database = await createTestDatabase();
  try {
    await onDatabase(database.url, (session) => session.execute(SHAPES));
    await expectNoDrift(database.url);
  } finally {
    await database.drop();
  }
}, 300_000);

test("Postgres 18", async (context) => {
  const database = await createTestDatabase18();
  if (database === undefined) {
    console.log("skipped: the optional package postgres-18 is not installed");
    return context.skip("the optional package postgres-18 is not installed");
  }
  try {
    await onDatabase(database.url, (session) => session.execute(SHAPES));
    await expectNoDrift(database.url);
  } finally {
    await database.drop();
  }
}, 300_000);

test("Postgres 15, and its dump restored on 15, 17 and 18", async (context) => {
  const debian = await debianServer();
  if (!debian.available) {
    console.log(`skipped: ${debian.reason}`);
    return context.skip(debian.reason);
  }
  const database = await debian.createTestDatabase();
  try {
    await onDatabase(database.url, (session) => session.execute(SHAPES));
    await expectNoDrift(database.url);
    for (const make of [debian.createTestDatabase, createTestDatabase, createTestDatabase18]) {
      const restored = await make();
      if (restored === undefined) continue;
      try {
        await dumpAndRestore(database.url, restored.url);
        await expectNoDrift(restored.url);
      } finally {
        await restored.drop();
      }
    }
  } finally {
    await database.drop();
  }
}, 300_000);
