import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditSnapshot } from "../../src/shared/audit/run.ts";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { parseSnapshot, serialiseSnapshot } from "../../src/shared/catalog/snapshot_file.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { createTestDatabase, debianServer, type TestDatabase } from "../support/servers.ts";

const takenAt = "2026-01-01T00:00:00.000Z";
const SCHEMA = `
  create table public."Odd ""name""
</script>" (id bigint generated always as identity primary key, total numeric(12, 2) default 1.5, twice int generated always as (2) stored);
  create table public.events (at date not null, id int) partition by range (at);
  create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
  create index on public.events (id) where id > 10;
  alter table public.events enable row level security;
  create policy "own" on public.events for select to authenticated using (id = 1);
  create policy plain on public.events for insert with check (true);
  create view public.shown with (security_invoker = true) as select at from public.events;
  create procedure public.work(inout a int, variadic b text[]) language plpgsql as $$ begin a := 1; end $$;
  create function public.standard() returns int language sql begin atomic select count(*)::int from public.events; end;
  create domain public.positive as int check (value > 0);
  create type public.mood as enum ('low', 'high');
  comment on schema public is 'Ours. @graphql({"inflect_names": true})';
  comment on view public.shown is '@graphql({"primary_key_columns": ["at"]})';
  comment on column public.shown.at is '@graphql({"name": "day"})';
  comment on table public.events is 'What happened';
`;

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
  const database = openServer({ url: own.url });
  await database.execute(SCHEMA);
  await database.close();
});
afterAll(() => own?.drop());

describe("loadSnapshot", () => {
  test("reads every kind of object with its attributes", async () => {
    const database = openServer({ url: own.url });
    const snapshot = await loadSnapshot(database, { takenAt });
    await database.close();
    const relation = (name: string) =>
      snapshot.relations.find((row) => row.schema === "public" && row.name === name);
    const odd = relation('Odd "name"\n</script>');
    const columns = snapshot.columns.filter((column) => column.relation === odd?.oid);
    expect(
      columns.map((column) => [column.name, column.type, column.default, column.identity, column.generated]),
    ).toEqual([
      ["id", "bigint", null, "a", ""],
      ["total", "numeric(12,2)", "1.5", "", ""],
      ["twice", "integer", "2", "", "s"],
    ]);
    expect(relation("events")?.kind).toBe("partitioned table");
    expect(relation("events_2026")?.partition_of).toBe(relation("events")?.oid);
    expect(relation("shown")?.options).toEqual(["security_invoker=true"]);
    const policies = snapshot.policies.filter((policy) => policy.relation === relation("events")?.oid);
    expect(
      policies.map(({ name, command, roles, using, with_check }) => ({
        name,
        command,
        roles,
        using,
        with_check,
      })),
    ).toEqual([
      { name: "own", command: "select", roles: ["authenticated"], using: "(id = 1)", with_check: null },
      { name: "plain", command: "insert", roles: ["public"], using: null, with_check: "true" },
    ]);
    const work = snapshot.routines.find((routine) => routine.name === "work");
    expect(work).toMatchObject({ kind: "procedure", return_type: null, argument_modes: ["b", "v"] });
    expect(snapshot.routines.find((routine) => routine.name === "standard")?.standard_body).toBe(true);
    expect(snapshot.indexes.find((index) => index.relation === relation("events")?.oid)?.predicate).toBe(
      "(id > 10)",
    );
    expect(snapshot.types.find((type) => type.name === "mood")?.labels).toEqual(["low", "high"]);
    expect(snapshot.graphql_directives).toEqual([
      { schema: "public", relation: null, comment: 'Ours. @graphql({"inflect_names": true})' },
      {
        schema: "public",
        relation: relation("shown")?.oid,
        comment: '@graphql({"primary_key_columns": ["at"]})',
      },
    ]);
    expect(snapshot.unread.filter((entry) => entry.kind !== "absent")).toEqual([]);
  });

  test("records what a role with nothing but connect may not read", async () => {
    const database = openServer({ url: own.connectOnlyUrl });
    const snapshot = await loadSnapshot(database, { takenAt });
    await database.close();
    expect(snapshot.relations.some((relation) => relation.name === "events")).toBe(true);
    expect(snapshot.unread).toContainEqual(
      expect.objectContaining({ family: "ledger", kind: "forbidden", sqlstate: "42501" }),
    );
  });

  test("is frozen and survives a file byte for byte", async () => {
    const database = openServer({ url: own.url });
    const snapshot = await loadSnapshot(database, { takenAt });
    await database.close();
    expect(
      () => Reflect.set(snapshot.relations[0] ?? {}, "name", "x") && Object.isFrozen(snapshot),
    ).not.toThrow();
    expect(Object.isFrozen(snapshot.relations[0])).toBe(true);
    const text = serialiseSnapshot(snapshot);
    expect(serialiseSnapshot(parseSnapshot(text))).toBe(text);
  });

  test("gives the same findings from the file as from the database", async () => {
    const database = openServer({ url: own.url });
    const snapshot = await loadSnapshot(database, { takenAt });
    await database.close();
    const options = {
      config: {},
      trigger: "cli",
      source: "snapshot",
      clock: () => takenAt,
      newId: () => "run",
    } as const;
    const live = await auditSnapshot(snapshot, options);
    const saved = await auditSnapshot(parseSnapshot(serialiseSnapshot(snapshot)), options);
    expect(saved).toEqual(live);
    expect(live.findings.length).toBeGreaterThan(0);
  });

  test("reads Postgres 15", async ({ skip }) => {
    const server = await debianServer();
    if (!server.available) {
      console.log(`skipped: ${server.reason}`);
      skip(server.reason);
      return;
    }
    const copy = await server.createTestDatabase();
    const database = openServer({ url: copy.url });
    await database.execute(SCHEMA);
    const snapshot = await loadSnapshot(database, { takenAt });
    expect(snapshot.server.version).toBeGreaterThanOrEqual(150000);
    expect(snapshot.unread.filter((entry) => entry.kind !== "absent")).toEqual([]);
    expect(snapshot.policies.some((policy) => policy.name === "own")).toBe(true);
    await database.close();
    await copy.drop();
  });
});

describe("parseSnapshot", () => {
  test.each([
    ["not json", /not JSON/],
    ["{}", /not a catalog snapshot: format/],
    ['{"format": 2}', /format/],
  ])("refuses %s", (text, message) => {
    expect(() => parseSnapshot(text)).toThrow(message);
  });
});

describe("sequences", () => {
  test("carry their last value, and null where they were never used", async () => {
    const copy = await createTestDatabase();
    const database = openServer({ url: copy.url });
    await database.execute(
      `create sequence public.used as int;
       select nextval('public.used'), nextval('public.used');
       create sequence public.fresh as smallint`,
    );
    const snapshot = await loadSnapshot(database, { takenAt });
    await database.close();
    await copy.drop();
    const last = (name: string) => snapshot.sequences.find((sequence) => sequence.name === name)?.last_value;
    expect([last("used"), last("fresh")]).toEqual(["2", null]);
  });

  test("can be so many that locking all of them would fill the server's lock table", async () => {
    const copy = await createTestDatabase();
    const database = openServer({ url: copy.url });
    for (let batch = 0; batch < 30; batch += 1) {
      await database.execute(
        `do $$ begin for i in 1..500 loop execute format('create sequence public.many_%s_%s as int', ${batch}, i); end loop; end $$`,
      );
    }
    await database.execute("select nextval('public.many_0_1')");
    const snapshot = await loadSnapshot(database, { takenAt });
    await database.close();
    await copy.drop();
    expect(snapshot.sequences.find((sequence) => sequence.name === "many_0_1")?.last_value).toBe("1");
    expect(snapshot.sequences.filter((sequence) => sequence.name.startsWith("many_"))).toHaveLength(15_000);
    expect(snapshot.unread.filter((entry) => entry.kind !== "absent")).toEqual([]);
  });

  test("reads the same whatever the reading role has set", async () => {
    const plain = openServer({ url: own.url });
    await plain.execute(`
      create function public.sent() returns trigger language plpgsql as $$ begin return new; end $$;
      create table public.mails (
        id bigint primary key, at timestamptz default '2026-01-01 00:00:00+00', body bytea default '\\x00ff',
        age interval default '1 day 2 hours', share float8 default 0.1
      );
      create trigger sent after insert on public.mails for each row execute function public.sent('a', 'b');
      create role peculiar superuser login password 'postgres';
      alter role peculiar set standard_conforming_strings = off;
      alter role peculiar set quote_all_identifiers = on;
      alter role peculiar set datestyle = 'German';
      alter role peculiar set timezone = 'Asia/Tokyo';
      alter role peculiar set intervalstyle = 'iso_8601';
      alter role peculiar set bytea_output = 'escape';
      alter role peculiar set extra_float_digits = -15`);
    const url = new URL(own.url);
    url.username = "peculiar";
    const peculiar = openServer({ url: url.href });
    const [expected, read] = [
      await loadSnapshot(plain, { takenAt }),
      await loadSnapshot(peculiar, { takenAt }),
    ];
    await peculiar.close();
    await plain.execute("drop role peculiar");
    await plain.close();
    expect(read.unread).toEqual(expected.unread);
    expect(read.columns).toEqual(expected.columns);
    expect(read.triggers).toEqual(expected.triggers);
    expect(read.policies).toEqual(expected.policies);
    expect(read.routines).toEqual(expected.routines);
    expect(read.indexes).toEqual(expected.indexes);
  });
});
