import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { sqlState } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, readFixture } from "../support/rule_fixtures.ts";
import { createTestDatabase } from "../support/servers.ts";

// What policy_self_recursive says is what the server does: 42P17 for each bad policy, none for the good ones.
const BAD = [
  "select from public.members",
  "select from public.teams",
  "select from public.seats",
  "insert into public.docs values (1)",
  "select from public.files",
  "select from public.shelves",
] as const;
const GOOD = [
  "select from public.members",
  "select from public.notes",
  "select from public.limits",
  "insert into public.limits values (1)",
  "select from public.files",
  "select from public.split",
  "select from public.rooms",
  "insert into public.rooms values (1)",
] as const;

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

async function outcome(fixture: string, statement: string): Promise<string | undefined> {
  let state: string | undefined;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(fixture);
    await session.execute("set local role authenticated");
    try {
      await session.execute(statement);
    } catch (error) {
      state = sqlState(error);
    }
  });
  return state;
}

describe("policy_self_recursive against the server", () => {
  const fixture = readFixture("policy_self_recursive");
  test.each(BAD)("%s is refused", async (statement) => {
    expect(await outcome(fixture?.bad ?? "", statement)).toBe("42P17");
  });
  test.each(GOOD)("%s is answered", async (statement) => {
    expect(await outcome(fixture?.good ?? "", statement)).toBeUndefined();
  });
});

// The embedded server does not survive a full stack.
test("a policy that comes back through functions fills the stack", async () => {
  const own = await createTestDatabase();
  const server = openServer({ url: own.ownerUrl });
  try {
    await server.execute(readFixture("policy_self_recursive")?.bad ?? "");
    await server.execute(`
      insert into public."Tür ""1""" (id) values (1);
      grant select on public."Tür ""1""" to authenticated`);
    const asked = server.transaction("write", async (session) => {
      await session.execute("set local role authenticated");
      await session.query(`select from public."Tür ""1"""`);
    });
    expect(sqlState(await asked.catch((error: unknown) => error))).toBe("54001");
  } finally {
    await server.close();
    await own.drop();
  }
});
