import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { ExpectedSchema } from "../../src/shared/manifest/expected_schema.ts";
import { startPostgres } from "../support/postgres_server.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { npmInstallation, onDatabase, waitUntilReady } from "../support/test_cluster.ts";
import { differingPrints, driftLines, driftOn, expectedOf } from "./expected.ts";

// A large database is read over two connections, which see one state of it whatever happens meanwhile.

/** Columns enough that the reading is shared. */
const LARGE = `
do $$
begin
  for number in 1..160 loop
    execute format('create table wide_%s (%s)', number, (
      select string_agg(format('column_%s int default %s', place, place % 7), ', ') from generate_series(1, 100) place
    ));
  end loop;
end $$;
create view "odd ""view""" as select column_1 + 1 as more from wide_1;
create function counted() returns int language sql as 'select 1';
create policy own on wide_2 using (column_1 > 0);`;

let copy: TestDatabase;
let expected: ExpectedSchema;

beforeAll(async () => {
  copy = await createTestDatabase();
  await onDatabase(copy.url, async (database) => {
    await database.execute(LARGE);
    expected = await expectedOf(database);
  });
}, 300_000);
afterAll(() => copy?.drop());

/** Reads the drift as `session` allows; `change` puts something else in its place. */
async function driftBy(
  url: string,
  change: (session: Session) => Session = (session) => session,
): Promise<readonly string[]> {
  const database = openServer({ url, companion: true });
  try {
    return driftLines(
      await database.transaction("snapshot", (session) => driftOn(change(session), expected)),
    );
  } finally {
    await database.close();
  }
}

/** The session, slow enough that its companion has its part: one that `seen` hears of, and that fails from its statement number `last` on. */
function watched(session: Session, seen: string[], last = Number.POSITIVE_INFINITY): Session {
  return {
    ...session,
    query: async (...request) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return session.query(...request);
    },
    companion: async () => {
      const companion = await session.companion?.();
      return (
        companion && {
          execute: companion.execute,
          query: async (...request) => {
            seen.push(request[0]);
            if (seen.length >= last) throw new Error("the connection is gone");
            return companion.query(...request);
          },
        }
      );
    },
  };
}

test("both connections take part, and find what one finds", async () => {
  const seen: string[] = [];
  expect(await driftBy(copy.url, (session) => watched(session, seen))).toEqual([]);
  expect(seen.length).toBeGreaterThan(3);
  await onDatabase(copy.url, (database) =>
    database.execute("alter table wide_3 alter column_9 set default 99"),
  );
  const found = ["changed column public.wide_3.column_9: default"];
  expect(await driftBy(copy.url, ({ companion: _, ...alone }) => alone)).toEqual(found);
  expect(await driftBy(copy.url)).toEqual(found);
  await onDatabase(copy.url, (database) =>
    database.execute("alter table wide_3 alter column_9 set default 2"),
  );
}, 120_000);

test("a companion sees the snapshot of its session, though objects come and go", async () => {
  const database = openServer({ url: copy.url, companion: true });
  const state =
    "select pg_current_snapshot()::text as snapshot, (select count(*) from pg_class)::text as relations";
  try {
    await database.transaction("snapshot", async (session) => {
      const [first] = await session.query(state);
      await onDatabase(copy.url, (other) => other.execute("create table meanwhile (id int)"));
      const companion = await session.companion?.();
      expect(await companion?.query(state)).toEqual([first]);
      const pid = "select pg_backend_pid() as pid";
      expect(await companion?.query(pid)).not.toEqual(await session.query(pid));
      await expect(companion?.execute("create table made_here (id int)")).rejects.toThrow(/read-only/);
    });
  } finally {
    await database.close();
    await onDatabase(copy.url, (other) => other.execute("drop table meanwhile"));
  }
});

test("what one transaction changes is told as a whole or not at all", async () => {
  const told = new Set<string>();
  let over = false;
  const changing = onDatabase(copy.url, async (database) => {
    for (let odd = false; !over; odd = !odd) {
      await database.transaction("write", async (session) => {
        await session.execute(`alter table wide_160 ${odd ? "reset (fillfactor)" : "set (fillfactor = 50)"}`);
        await session.execute(`alter function counted() cost ${odd ? 100 : 7}`);
        await session.execute(`alter policy own on wide_2 to ${odd ? "public" : "anon"}`);
      });
    }
  });
  try {
    for (let round = 0; round < 12; round += 1) told.add((await driftBy(copy.url)).join("\n"));
  } finally {
    over = true;
    await changing;
    await onDatabase(copy.url, (database) =>
      database.execute(
        "alter table wide_160 reset (fillfactor); alter function counted() cost 100; alter policy own on wide_2 to public",
      ),
    );
  }
  const whole = [
    "changed policy own on public.wide_2: roles",
    "changed relation public.wide_160: options",
    "changed routine public.counted(): cost",
  ].join("\n");
  expect([...told].filter((lines) => lines !== "" && lines !== whole)).toEqual([]);
}, 120_000);

test("one connection is enough where no second one is allowed", async () => {
  const name = new URL(copy.ownerUrl).pathname.slice(1);
  await onDatabase(copy.url, (database) => database.execute(`alter database ${name} connection limit 1`));
  try {
    const database = openServer({ url: copy.ownerUrl, companion: true });
    const companion = await database.transaction("snapshot", async (session) => session.companion?.());
    await database.close();
    expect(companion).toBe(undefined);
    const seen: string[] = [];
    await driftBy(copy.ownerUrl, (session) => watched(session, seen));
    expect(seen).toEqual([]);
  } finally {
    await onDatabase(copy.url, (database) => database.execute(`alter database ${name} connection limit -1`));
  }
}, 120_000);

test("what a companion that breaks off has not read, the session reads itself", async () => {
  await onDatabase(copy.url, (database) =>
    database.execute(
      "alter table wide_4 set (fillfactor = 50); alter function counted() cost 7; alter policy own on wide_2 to anon",
    ),
  );
  try {
    for (const last of [1, 2, 3, 5]) {
      const seen: string[] = [];
      const database = openServer({ url: copy.url, companion: true });
      const prints = await database.transaction("snapshot", (session) =>
        differingPrints(watched(session, seen, last), expected),
      );
      await database.close();
      expect(prints).toEqual(["public policy", "public relation", "public routine"]);
      expect(seen.length).toBe(last);
    }
  } finally {
    await onDatabase(copy.url, (database) =>
      database.execute(
        "alter table wide_4 reset (fillfactor); alter function counted() cost 100; alter policy own on wide_2 to public",
      ),
    );
  }
}, 120_000);

test("the last quarter of a server's connections is left to others", async () => {
  const server = await startPostgres({ root: npmInstallation(), settings: { max_connections: "12" } });
  const open: Database[] = [];
  const hasCompanion = async () => {
    const database = openServer({ url: server.url, companion: true });
    const companion = await database
      .transaction("snapshot", async (session) => session.companion?.())
      .finally(() => database.close());
    return companion !== undefined;
  };
  try {
    await waitUntilReady(server.url);
    // With the two of the reading they are nine of twelve.
    for (let others = 0; others < 7; others += 1) {
      const other = openServer({ url: server.url, keepOpen: true });
      await other.query("select 1");
      open.push(other);
    }
    expect(await hasCompanion()).toBe(true);
    const tenth = openServer({ url: server.url, keepOpen: true });
    open.push(tenth);
    await tenth.query("select 1");
    expect(await hasCompanion()).toBe(false);
  } finally {
    await Promise.all(open.map((each) => each.close()));
    await server.stop();
  }
}, 60_000);

test("a session that fails does not wait for its companion", async () => {
  const database = openServer({ url: copy.url, companion: true });
  const start = performance.now();
  const failing = database.transaction("snapshot", async (session) => {
    const companion = await session.companion?.();
    companion?.query("select pg_sleep(3)").catch(() => undefined);
    await session.query("select 1 / 0");
  });
  await expect(failing).rejects.toMatchObject({ code: "22012" });
  expect(performance.now() - start).toBeLessThan(2_500);
  await database.close();
});
