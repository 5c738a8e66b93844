import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, readFixture } from "../support/rule_fixtures.ts";
import { saidAtOnce, saidInShards } from "../support/sliced_judgement.ts";

// What a rule says must not depend on where a large database is cut: judged in shards, each rule's fixture gives the
// findings, texts and repairs that it gives at once.
let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

const rules = RULES.filter((rule) => !rule.requires.some((need) => "manifest" in need));
const wanted = process.env.RULE?.split(",");

describe.each(RULES.map((rule) => rule.id).filter((id) => wanted?.includes(id) !== false))("%s", (rule) => {
  test("says the same of its fixtures in shards", async () => {
    const fixture = readFixture(rule);
    if (fixture === undefined) throw new Error(`${rule} has no fixture`);
    const { config } = fixture;
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture.bad);
      const whole = await saidAtOnce(session, rules, config);
      expect(await saidInShards(session, rules, { config, shards: 4 })).toEqual(whole);
    });
  }, 120_000);
});
