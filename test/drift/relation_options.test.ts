import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalOption } from "../../src/shared/drift/relation_options.ts";
import { freshShadow } from "../support/embedded.ts";
import { createTestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { differingPrints, driftLines, driftOn, emptyProject, expectedOf } from "./expected.ts";

// Postgres keeps a boolean option as it was written: another spelling is no difference.

/** A schema with every boolean option, each on and off, by the words for both. */
const schemaOf = (yes: string, no: string) => `
create schema spelled;
create table spelled.items (id int, words text[])
  with (autovacuum_enabled = ${yes}, user_catalog_table = ${no}, vacuum_truncate = ${no}, fillfactor = 50);
create view spelled.asked with (security_invoker = ${yes}, security_barrier = ${no}) as select id from spelled.items;
create index by_id on spelled.items (id) with (deduplicate_items = ${no}, fillfactor = 60);
create index by_words on spelled.items using gin (words) with (fastupdate = ${no});
alter table spelled.items add constraint once unique (id) with (deduplicate_items = ${yes});`;

const SPELLINGS = [
  ["on", "off"],
  ["yes", "no"],
  ["1", "0"],
  ["t", "f"],
  ["'TRU'", "'Of'"],
] as const;

test("another spelling of a boolean is no change on a server; another value is", async () => {
  const shadow = await freshShadow();
  const live = await createTestDatabase();
  try {
    const before = await emptyProject(shadow);
    await shadow.execute(schemaOf("true", "false"));
    const expected = await expectedOf(shadow, before);
    await onDatabase(live.url, async (database) => {
      for (const [yes, no] of SPELLINGS) {
        await database.execute(`drop schema if exists spelled cascade; ${schemaOf(yes, no)}`);
        const read = await database.transaction("snapshot", async (session) => ({
          prints: await differingPrints(session, expected),
          drifts: driftLines(await driftOn(session, expected)),
        }));
        expect([yes, read]).toEqual([yes, { prints: [], drifts: ["unexpected role connect_only"] }]);
      }
      await database.execute(
        "alter view spelled.asked set (security_invoker = off); alter index spelled.by_id set (deduplicate_items = on)",
      );
      const drifts = await database.transaction("snapshot", (session) => driftOn(session, expected));
      expect(driftLines(drifts).filter((line) => !line.includes("connect_only"))).toEqual([
        "changed index spelled.by_id: options",
        "changed relation spelled.asked: options",
      ]);
    });
  } finally {
    await live.drop();
    await shadow.close();
  }
}, 300_000);

test("options that are no booleans, and words that are none, stay as they are", () => {
  for (const option of ["buffering=on", "vacuum_index_cleanup=on", "fillfactor=1", "security_invoker=o"]) {
    expect(canonicalOption(option)).toBe(option);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = canonicalOption(`security_invoker=${text}`);
      expect(canonicalOption(once)).toBe(once);
      expect(canonicalOption(text)).toBe(text);
    }),
  );
});
