import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { listFindings } from "../../src/shared/store/findings.ts";
import { finishRun } from "../../src/shared/store/finish_run.ts";
import { withRunLock } from "../../src/shared/store/run_lock.ts";
import { failRun, getRun, startRun } from "../../src/shared/store/runs.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { findingOn, makeStore, nightOf, reportOf, runId, storeNight, watched } from "../support/store.ts";
import { ENGINES } from "./engines.ts";

const RULE = "rls_disabled_in_public";
const judged = { judged: [RULE], fullyJudged: [RULE] };
const alerts = { threshold: "warn", channels: [{ type: "log", name: "night log" }] } as const;

/** Rows of every table that a run writes, except those of `runs`. */
async function stored(database: Database): Promise<unknown> {
  const tables = ["findings", "finding_events", "alerts"];
  const rows = tables.map(
    (table) =>
      `(select coalesce(pg_catalog.jsonb_agg(ro order by ro::text), '[]') from supawarden.${table} ro) as ${table}`,
  );
  return (await database.query(`select ${rows.join(", ")}`))[0];
}

describe.each(ENGINES)("on the %s database", (_name, open) => {
  let database: Database;
  let dispose: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    ({ database, dispose } = await open());
  });
  afterAll(() => dispose?.());
  beforeEach(async () => {
    await database.execute("drop schema if exists supawarden cascade");
    await makeStore(database);
  });

  test("two runs over one session: the second is told that the first is at work", async () => {
    await withRunLock(database, async () => {
      await expect(withRunLock(database, async () => "second")).rejects.toMatchObject({ kind: "busy" });
      await expect(
        withRunLock(
          watched(database, () => {}),
          async () => "third",
        ),
      ).rejects.toMatchObject({
        kind: "busy",
      });
    });
    expect(await withRunLock(database, async () => "next")).toBe("next");
  });

  test("the lock is given back when the run fails", async () => {
    const failing = withRunLock(database, () => Promise.reject(new Error("broken")));
    await expect(failing).rejects.toThrow("broken");
    expect(await withRunLock(database, async () => "next")).toBe("next");
  });

  test("a transaction that dies at any statement leaves nothing half stored", async () => {
    await storeNight(database, { n: 1, findings: [findingOn("a"), findingOn("b")] });
    const before = await stored(database);
    await startRun(database, reportOf(2, []).run);
    const finish = (through: Database) =>
      finishRun(through, { report: reportOf(2, [findingOn("a"), findingOn("c")]), ...judged, alerts });
    let length = 0;
    const failingAt = (place: number) => {
      let statement = 0;
      return watched(database, () => {
        statement++;
        length = Math.max(length, statement);
        if (statement === place) throw new Error(`statement ${place} was cut off`);
      });
    };
    for (let place = 1; place <= 9; place++) {
      await expect(finish(failingAt(place))).rejects.toThrow(`statement ${place} was cut off`);
      expect(await stored(database)).toEqual(before);
      expect(await getRun(database, runId(2))).toMatchObject({ status: "running" });
    }
    // All of its statements were cut off once.
    expect((await finish(failingAt(0))).summary).toMatchObject({ new: 1, resolved: 1 });
    expect(length).toBe(9);
  });

  test("a run that stopped is abandoned by the next, and can then store nothing", async () => {
    await startRun(database, reportOf(1, []).run);
    await storeNight(database, { n: 2, findings: [findingOn("a")] });
    expect(await getRun(database, runId(1))).toMatchObject({ status: "abandoned" });
    const before = await stored(database);
    const late = finishRun(database, { report: reportOf(1, [findingOn("late")]), ...judged, alerts });
    await expect(late).rejects.toMatchObject({ kind: "busy" });
    const twice = finishRun(database, { report: reportOf(2, []), ...judged, alerts });
    await expect(twice).rejects.toMatchObject({ kind: "busy" });
    const never = finishRun(database, { report: reportOf(3, []), ...judged, alerts });
    await expect(never).rejects.toMatchObject({ kind: "busy" });
    expect(await stored(database)).toEqual(before);
  });

  test("a failed run says when and why, and one that is over is not made to fail", async () => {
    await startRun(database, reportOf(1, []).run);
    const { finished_at } = reportOf(1, []).run;
    await failRun(database, runId(1), { finished_at, message: "the rules were gone" });
    expect(await getRun(database, runId(1))).toMatchObject({
      status: "failed",
      started_at: nightOf(1),
      finished_at,
      duration_ms: 1500,
      error: "the rules were gone",
    });
    await storeNight(database, { n: 2, findings: [] });
    await failRun(database, runId(2), { finished_at, message: "too late" });
    expect(await getRun(database, runId(2))).toMatchObject({ status: "succeeded" });
  });

  test("without the schema every door says how to get it", async () => {
    await database.execute("drop schema supawarden cascade");
    for (const attempt of [
      () => startRun(database, reportOf(1, []).run),
      () => listFindings(database, { limit: 1 }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        kind: "unavailable",
        hint: expect.stringContaining("supawarden serve"),
      });
    }
  });
});

describe("two connections to a server", () => {
  let home: TestDatabase;
  let one: Database;
  let other: Database;
  beforeAll(async () => {
    home = await createTestDatabase();
    one = openServer({ url: home.ownerUrl });
    other = openServer({ url: home.ownerUrl });
  });
  beforeEach(async () => {
    await one.execute("drop schema if exists supawarden cascade");
    await makeStore(one);
    await storeNight(one, { n: 1, findings: [findingOn("a")] });
  });
  afterAll(async () => {
    await Promise.all([one?.close(), other?.close()]);
    await home?.drop();
  });

  test("the second run is busy until the first is done, then stores as ever", async () => {
    await withRunLock(one, async () => {
      await startRun(one, reportOf(2, []).run);
      await expect(withRunLock(other, () => storeNight(other, { n: 3, findings: [] }))).rejects.toMatchObject(
        {
          kind: "busy",
        },
      );
      await finishRun(one, { report: reportOf(2, [findingOn("a")]), ...judged });
    });
    const report = await withRunLock(other, () => storeNight(other, { n: 3, findings: [findingOn("a")] }));
    expect(report.findings[0]?.state).toBe("open");
    expect(await getRun(one, runId(2))).toMatchObject({ status: "succeeded" });
  });

  test("a killed session frees the lock, and its run is abandoned by the next", async () => {
    const before = await stored(other);
    const doomed = openServer({ url: home.ownerUrl });
    const run = withRunLock(doomed, async () => {
      await startRun(doomed, reportOf(10, []).run);
      await finishRun(
        watched(doomed, (sql) => {
          if (sql.includes("insert into supawarden.finding_events")) throw new Killed();
        }),
        { report: reportOf(10, [findingOn("a"), findingOn("b")]), ...judged, alerts },
      ).catch(async (error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        await kill(doomed);
      });
      await doomed.query("select 1");
    });
    await run.catch(() => undefined);
    await doomed.close();
    expect(await stored(other)).toEqual(before);
    const next = await withRunLock(other, () =>
      storeNight(other, { n: 11, findings: [findingOn("a"), findingOn("b")] }),
    );
    expect(next.findings.map((finding) => finding.state)).toEqual(["open", "new"]);
    expect(await getRun(other, runId(10))).toMatchObject({ status: "abandoned" });
  });

  test("a session killed inside the storing transaction leaves nothing half stored", async () => {
    const before = await stored(other);
    const doomed = openServer({ url: home.ownerUrl, applicationName: "doomed" });
    await startRun(doomed, reportOf(20, []).run);
    // Holds the transaction back in its middle: it waits for the row that the other transaction has changed.
    const { promise: held, resolve: release } = promiseAndResolve();
    const { promise: holding, resolve: holds } = promiseAndResolve();
    const holder = other.transaction("write", async (session) => {
      await session.execute("update supawarden.findings set title = title");
      holds();
      await held;
    });
    await holding;
    const doomedRun = finishRun(doomed, {
      report: reportOf(20, [findingOn("a"), findingOn("c")]),
      ...judged,
      alerts,
    });
    const fate = doomedRun.then(
      () => "stored",
      () => "died",
    );
    await waitFor(
      one,
      "select from pg_catalog.pg_stat_activity where application_name = 'doomed' and wait_event_type = 'Lock'",
    );
    await one.query(
      "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where application_name = 'doomed'",
    );
    release();
    await holder;
    expect(await fate).toBe("died");
    await doomed.close();
    expect(await stored(other)).toEqual(before);
    await storeNight(other, { n: 21, findings: [findingOn("a"), findingOn("b")] });
    expect(await getRun(other, runId(20))).toMatchObject({ status: "abandoned" });
  });
});

class Killed extends Error {}

/** Ends the session's own backend; the statement dies with it. */
async function kill(database: Database): Promise<void> {
  await database
    .query("select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())")
    .catch(() => undefined);
}

async function waitFor(database: Database, sql: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await database.query(sql)).length === 0) {
    if (Date.now() > deadline) throw new Error(`nothing came of ${sql}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function promiseAndResolve(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
