import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Judgement, judge } from "../../src/shared/audit/judge.ts";
import { readOrphanCounts } from "../../src/shared/catalog/orphan_counts.ts";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { parseSnapshot, serialiseSnapshot } from "../../src/shared/catalog/snapshot_file.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { ruleInput } from "../../src/shared/facts/rule_input.ts";
import { orphanedRows } from "../../src/shared/rules/orphaned_rows.ts";
import { createTestDatabase, debianServer, type TestDatabase } from "../support/servers.ts";

const takenAt = "2026-01-01T00:00:00.000Z";

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own?.drop());
beforeEach(async () => {
  database = openServer({ url: own.url });
  await database.execute("drop schema if exists shop cascade; create schema shop");
});
afterEach(() => database.close());

/** Every reading here gets more time than it needs, unless time is what the test is about. */
const PLENTY = 30_000;

async function judged(from: Database = database, orphanBudget = PLENTY): Promise<Judgement> {
  const snapshot = await loadSnapshot(from, { takenAt, orphanBudget });
  return judge([orphanedRows], ruleInput(snapshot, { config: {}, parser: null }));
}

function messages({ findings }: Judgement): readonly string[] {
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}

function reasons({ notEvaluated }: Judgement): readonly string[] {
  return notEvaluated.map(({ reason }) => reason);
}

const ORDERS = `
  create table shop.customers (id bigint primary key);
  create table shop.orders (id bigint primary key, customer_id bigint);
  insert into shop.customers select generate_series(1, 10);`;

test("stops at a thousand and says that there are at least so many", async () => {
  await database.execute(`${ORDERS} insert into shop.orders select n, n from generate_series(1, 5000) n`);
  const found = await judged();
  expect(messages(found)).toEqual([
    "warn: Column shop.orders.customer_id has no foreign key: at least 1000 rows refer to no row of shop.customers.",
  ]);
  expect(found.findings[0]?.evidence).toMatchObject({ orphans: 1000, at_least: true, confidence: "high" });
  expect(reasons(found)).toEqual([]);
});

test("looks at the beginning of a table that is too large for the budget, and says so", async () => {
  await database.execute(`${ORDERS}
    insert into shop.orders select n, 1 from generate_series(1, 20000) n;
    create table shop.refunds (id bigint primary key, order_id bigint);
    insert into shop.refunds select n, case when n <= 3 then -1 else n end from generate_series(1, 20000) n;
    create table shop.days (at date, customer_id bigint) partition by list (at);
    create table shop.days_1 partition of shop.days for values in ('2026-01-01');
    create table shop.days_2 partition of shop.days for values in ('2026-01-02');
    insert into shop.days select '2026-01-01', 1 from generate_series(1, 10000);
    insert into shop.days select '2026-01-02', 1 from generate_series(1, 10000)`);
  const snapshot = await loadSnapshot(database, { takenAt, orphanBudget: 0 });
  // Each has some hundred pages, the partitions together.
  const orphan_counts = await database.transaction("snapshot", (session) =>
    readOrphanCounts(session, snapshot, { budget: PLENTY, pages: 60 }),
  );
  const found = judge(
    [orphanedRows],
    ruleInput({ ...snapshot, orphan_counts }, { config: {}, parser: null }),
  );
  expect(messages(found)).toEqual([
    "warn: Column shop.refunds.order_id has no foreign key: at least 3 rows refer to no row of shop.orders.",
  ]);
  expect(reasons(found)).toEqual([
    "shop.days.customer_id, shop.orders.customer_id: only 10000 rows of a large table were looked at",
  ]);
  expect(found.fullyJudged).toEqual([]);
});

test("names what is left when the time is used up, the surest candidates having come first", async () => {
  await database.execute(`${ORDERS}
    insert into shop.orders values (1, 99);
    create table shop.notes (id bigint primary key, order_id bigint);
    insert into shop.notes values (1, 99);
    alter table shop.notes add constraint notes_order foreign key (order_id) references shop.orders (id) not valid;
    -- So large that it is counted by itself, after the others.
    create table shop.visits (id bigint primary key, customer_id bigint, page text);
    insert into shop.visits select n, 99, repeat('x', 200) from generate_series(1, 20000) n;
    analyze shop.visits`);
  const snapshot = await loadSnapshot(database, { takenAt, orphanBudget: 0 });
  let time = 0;
  const counts = await database.transaction("snapshot", (session) =>
    readOrphanCounts(session, snapshot, {
      budget: 1000,
      now: () => {
        time += 600;
        return time;
      },
    }),
  );
  expect(counts.map(({ orphans, at_least, unread }) => ({ orphans, at_least, unread }))).toEqual([
    { orphans: 1, at_least: false, unread: null },
    { orphans: 1, at_least: false, unread: null },
    { orphans: 0, at_least: false, unread: "the 1000 ms for counting were used up" },
  ]);
});

test("a budget of nought counts nothing and says so", async () => {
  await database.execute(`${ORDERS} insert into shop.orders values (1, 99)`);
  const found = await judged(database, 0);
  expect(messages(found)).toEqual([]);
  expect(reasons(found)).toEqual(["shop.orders.customer_id: counting is switched off (budget_ms is 0)"]);
});

test("gives up a count that takes longer than the time that is left", async () => {
  await database.execute(`${ORDERS}
    insert into shop.orders values (1, 99);
    create table shop.visits (id bigint primary key, customer_id bigint);
    insert into shop.visits select n, 1 + n % 10 from generate_series(1, 400000) n;
    analyze shop.visits`);
  const snapshot = await loadSnapshot(database, { takenAt, orphanBudget: 0 });
  // The first two readings are for the deadline and the small table; then hardly anything is left.
  const times = [0, 0];
  const orphan_counts = await database.transaction("snapshot", (session) =>
    readOrphanCounts(session, snapshot, { budget: PLENTY, now: () => times.shift() ?? PLENTY - 10 }),
  );
  const found = judge(
    [orphanedRows],
    ruleInput({ ...snapshot, orphan_counts }, { config: {}, parser: null }),
  );
  expect(messages(found)).toEqual([expect.stringContaining("shop.orders.customer_id")]);
  expect(reasons(found)).toEqual(["shop.visits.customer_id: counting took longer than 20 ms"]);
});

test("a table that somebody locks is given up, and nobody waits for it", async () => {
  await database.execute(`${ORDERS}
    insert into shop.orders values (1, 99);
    create table shop.notes (id bigint primary key, customer_id bigint);
    insert into shop.notes values (1, 99)`);
  const other = openServer({ url: own.url });
  try {
    await other.transaction("write", async (session) => {
      await session.execute("lock table shop.orders in access exclusive mode");
      const found = await judged(database, 2000);
      expect(messages(found)).toEqual([expect.stringContaining("shop.notes.customer_id")]);
      expect(reasons(found)).toEqual([
        expect.stringMatching(/^shop\.orders\.customer_id: counting took longer/),
      ]);
    });
  } finally {
    await other.close();
  }
});

test("without the right to see every row nothing is counted, for that table alone", async () => {
  await database.execute(`${ORDERS}
    insert into shop.orders values (1, 99);
    create table shop.closed (id bigint primary key);
    create table shop.secrets (id bigint primary key, customer_id bigint, closed_id bigint);
    create table shop.notes (id bigint primary key, customer_id bigint, body text);
    insert into shop.notes values (1, 99, '');
    alter table shop.orders enable row level security;
    grant usage on schema shop to connect_only;
    grant select on shop.customers, shop.orders, shop.closed to connect_only;
    grant select (customer_id, id) on shop.notes to connect_only`);
  const restricted = openServer({ url: own.connectOnlyUrl });
  try {
    const found = await judged(restricted);
    expect(messages(found)).toEqual([expect.stringContaining("shop.notes.customer_id")]);
    expect(reasons(found)).toEqual([
      "shop.orders.customer_id: row level security may hide rows of shop.orders from the reading role",
      "shop.secrets.customer_id, shop.secrets.closed_id: the reading role may not read shop.secrets",
    ]);
  } finally {
    await restricted.close();
  }
});

test("counts by the operators of the foreign key, whatever their schema and the columns' types", async () => {
  await database.execute(`
    create extension if not exists citext with schema extensions;
    create domain shop.name as varchar(20);
    create type shop.mood as enum ('low', 'high');
    create table shop.tags (name extensions.citext primary key);
    create table shop.moods (mood shop.mood primary key);
    create table shop.words (word text, lang int2, primary key (word, lang));
    create table shop.uses (id bigint primary key, tag extensions.citext, mood shop.mood, word shop.name, lang int8);
    insert into shop.tags values ('Red');
    insert into shop.moods values ('low');
    insert into shop.words values ('a', 1);
    insert into shop.uses values (1, 'rED', 'low', 'a', 1), (2, 'blue', 'high', 'a', 2), (3, null, null, 'b', null);
    alter table shop.uses
      add constraint uses_tag foreign key (tag) references shop.tags (name) not valid,
      add constraint uses_mood foreign key (mood) references shop.moods (mood) not valid,
      add constraint uses_word foreign key (word, lang) references shop.words (word, lang) not valid`);
  const found = await judged();
  expect(messages(found)).toEqual(
    ["uses_mood", "uses_tag", "uses_word"].map((name) =>
      expect.stringContaining(`${name} on shop.uses was never validated: 1 row refers`),
    ),
  );
  expect(reasons(found)).toEqual([]);
});

test("keeps no lock, however many tables are counted", async () => {
  await database.execute(`
    do $$ begin
      for i in 1..300 loop
        execute format('create table shop.things_%s (id bigint primary key)', i);
        execute format('create table shop.parts_%s (id bigint primary key, things_%s_id bigint)', i, i);
      end loop;
    end $$`);
  const snapshot = await loadSnapshot(database, { takenAt, orphanBudget: 0 });
  await database.transaction("snapshot", async (session) => {
    const counts = await readOrphanCounts(session, snapshot, { budget: PLENTY });
    expect(counts).toHaveLength(300);
    expect(counts.filter(({ unread }) => unread !== null)).toEqual([]);
    const locks = await session.query(
      `select from pg_catalog.pg_locks held
       join pg_catalog.pg_class rel on rel.oid = held.relation
       join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace and nsp.nspname = 'shop'`,
    );
    expect(locks).toEqual([]);
  });
});

test("counts travel with a saved snapshot, and hold no value of a row", async () => {
  await database.execute(`${ORDERS} insert into shop.orders values (1, 99)`);
  const snapshot = await loadSnapshot(database, { takenAt, orphanBudget: PLENTY });
  expect(snapshot.orphan_counts.map(({ relation, ...rest }) => rest)).toEqual([
    { constraint: null, column: 2, orphans: 1, at_least: false, matched: false, unread: null },
  ]);
  const saved = parseSnapshot(serialiseSnapshot(snapshot));
  const { orphan_counts: _, ...older } = saved;
  const input = (counted: typeof saved) => ruleInput(counted, { config: {}, parser: null });
  expect(messages(judge([orphanedRows], input(saved)))).toHaveLength(1);
  expect(reasons(judge([orphanedRows], input({ ...older, orphan_counts: [] })))).toEqual([
    "shop.orders.customer_id: the snapshot has no counts",
  ]);
});

test("counts on Postgres 15, a partition whose triggers are off alone", async ({ skip }) => {
  const server = await debianServer();
  if (!server.available) {
    console.log(`skipped: ${server.reason}`);
    skip(server.reason);
    return;
  }
  const copy = await server.createTestDatabase();
  const old = openServer({ url: copy.url });
  try {
    await old.execute(`create schema shop; ${ORDERS}
      create table shop.visits (id bigint, at date, customer_id bigint references shop.customers (id), primary key (id, at)) partition by range (at);
      create table shop.visits_2026 partition of shop.visits for values from ('2026-01-01') to ('2027-01-01');
      create table shop.visits_2027 partition of shop.visits for values from ('2027-01-01') to ('2028-01-01');
      alter table shop.visits_2026 disable trigger all;
      insert into shop.visits values (1, '2026-01-01', 99), (2, '2027-01-01', 1)`);
    expect(messages(await judged(old))).toEqual([
      "error: Foreign key visits_customer_id_fkey on shop.visits_2026 is not enforced, since its triggers are disabled: 1 row refers to no row of shop.customers.",
    ]);
  } finally {
    await old.close();
    await copy.drop();
  }
});
