import { afterAll, beforeAll, expect, test } from "vitest";
import type { Config } from "../../src/shared/config.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { runAssertions } from "../../src/shared/verify/assertions.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";

let copy: TestDatabase;
beforeAll(async () => {
  copy = await createTestDatabase();
});
afterAll(() => copy?.drop());

test("on a server: a slow assertion is cut off, none can write, escape or spoil the next one", async () => {
  await onDatabase(copy.url, (database) =>
    database.execute("create table public.kept (id int); insert into public.kept values (1)"),
  );
  const config: Config = {
    verify: {
      assertion_timeout_ms: 100,
      data_assertions: [
        { name: "slow", sql: "select pg_sleep(5)" },
        {
          name: "escape",
          sql: "select 1) a) b; commit; drop table public.kept; select 1 from (select 1 from (select 1",
        },
        { name: "write", sql: "select set_config('transaction_read_only', 'off', false)" },
        { name: "delete", sql: "select 1; delete from public.kept" },
        { name: "read", sql: "select * from public.kept;" },
      ],
    },
  };
  const database = openServer({ url: copy.url });
  const results = await database.transaction("snapshot", (session) => runAssertions(session, config));
  const left = await database.query("select id from public.kept");
  await database.close();
  expect(left).toEqual([{ id: 1 }]);
  expect(results[0]).toEqual({ name: "slow", error: "took longer than 100 ms" });
  expect(results.map((result) => [result.name, result.error === undefined])).toEqual([
    ["slow", false],
    ["escape", false],
    ["write", false],
    ["delete", false],
    ["read", true],
  ]);
  expect(results.at(-1)).toEqual({ name: "read", rows: 1 });
});
