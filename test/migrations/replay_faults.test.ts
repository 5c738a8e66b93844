import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { analyse } from "../../src/shared/migrations/analysis.ts";
import type { ExplainedFault } from "../../src/shared/migrations/faults/explained.ts";
import { type FolderReplay, replayChain } from "../../src/shared/migrations/faults/replay_chain.ts";
import type { FolderReading } from "../../src/shared/migrations/reading.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { EXAMPLE, plantedRows } from "../support/planted.ts";
import { readFolderAt, readTexts } from "../support/read_folder.ts";

let parser: SqlParser;
let database: EmbeddedDatabase | undefined;
beforeAll(async () => {
  parser = await loadSqlParser();
});
afterEach(async () => {
  await database?.close();
  database = undefined;
});

async function replayOf(reading: FolderReading): Promise<FolderReplay> {
  database = await freshShadow();
  const [folder] = reading.folders;
  if (folder === undefined) throw new Error("there is no folder");
  return replayChain(database, { folder, parser });
}

function place(fault: { readonly file: string; readonly line?: number } | undefined): string | undefined {
  return fault === undefined ? undefined : `${fault.file}:${fault.line ?? ""}`;
}

/** A fault as `reason place`, with what cures or causes it. */
function told({
  fault,
  reason,
  curedBy,
  cause,
  earlier,
  hiddenCreation,
  retried,
}: ExplainedFault): readonly unknown[] {
  const other = curedBy ?? earlier ?? cause?.fault;
  const hidden = hiddenCreation && `${hiddenCreation.file.file}:${hiddenCreation.statement.line}`;
  return [
    reason,
    place(fault),
    ...(other === undefined && hidden === undefined ? [] : [hidden ?? place(other)]),
    ...(retried === undefined ? [] : [retried.passes]),
  ];
}

async function toldOf(texts: Readonly<Record<string, string>>): Promise<readonly (readonly unknown[])[]> {
  const { faults } = await replayOf(readTexts(texts, parser));
  return faults.map(told);
}

function judge(reading: FolderReading, replay: FolderReplay) {
  return analyse(reading, {
    config: {},
    trigger: "cli",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "00000000-0000-4000-8000-000000000000",
    startedAt: "2026-01-01T00:00:00.000Z",
    replays: [replay],
  });
}

describe("the example", () => {
  let reading: FolderReading;
  let replay: FolderReplay;
  let shadow: EmbeddedDatabase;
  beforeAll(async () => {
    reading = readFolderAt(join(EXAMPLE, "supabase", "migrations"), parser);
    shadow = await freshShadow();
    const [folder] = reading.folders;
    if (folder !== undefined) replay = await replayChain(shadow, { folder, parser });
  });
  afterAll(() => shadow?.close());

  test("has the planted faults, each with its class, and no other", () => {
    const planted = plantedRows("Statements that fail in a replay").map(([id = "", state, file = ""]) => [
      id.replace(/^cascade of .*/, "cascade"),
      state,
      file.replace(/:.*/, ""),
    ]);
    const found = replay.faults
      .filter(({ reason }) => reason !== "version_duplicate")
      .map(({ reason, fault }) => [reason, fault.sqlstate, fault.file]);
    expect(found).toEqual(planted);
  });

  test("has the planted duplicates of versions, but the way back, which is not replayed", () => {
    const planted = plantedRows("Files with a version that is taken").map(([, , file]) => file);
    const found = replay.faults
      .filter(({ reason }) => reason === "version_duplicate")
      .map(({ fault }) => fault.file);
    expect(found).toEqual(planted.filter((file) => file !== "005_widget_versions_down.sql"));
  });

  test("is read as it replays: nothing is in dispute", () => {
    const { findings, run } = judge(reading, replay);
    expect(findings.filter(({ rule }) => rule === "replay_disagrees")).toEqual([]);
    expect(
      findings.filter(({ rule }) => rule === "statement_fails_in_replay").map(({ location }) => location),
    ).toEqual([{ file: "035_knowledge_base_tables.sql", line: 16, column: 1 }]);
    expect(run.server_version).toBe("17.5");
    const swarm = findings.find(({ object }) => object.identity === "public.swarm_members");
    expect(swarm?.evidence.replay).toMatchObject({
      sqlstate: "42P01",
      passes_after_all_files: true,
      cured_by: { file: "025_swarm_orchestration_tables.sql" },
    });
  });
});

test("what comes later is told from what never comes, from what went, and from what follows of another fault", async () => {
  expect(
    await toldOf({
      "1_a.sql": `create table early (id int references late_table);
create index on early (id);
create table never (id missing_type);
create view of_never as select * from never;
create table going (id int);
drop table going;
create view of_going as select * from going;
insert into early values (null);`,
      "2_b.sql": "create table late_table (id int primary key);",
    }),
  ).toEqual([
    ["reference_before_creation", "1_a.sql:1", "2_b.sql:1", "alone"],
    ["cascade", "1_a.sql:2", "1_a.sql:1", "after_others"],
    ["object_never_created", "1_a.sql:3", "never"],
    ["cascade", "1_a.sql:4", "1_a.sql:3", "never"],
    ["reference_after_drop", "1_a.sql:7", "1_a.sql:6", "never"],
    ["cascade", "1_a.sql:8", "1_a.sql:1", "after_others"],
  ]);
});

test("what a DO block makes out of pieces is seen in the replay, though it is gone at the end", async () => {
  expect(
    await toldOf({
      "1_a.sql": "create view reads as select * from hidden_table;",
      "2_b.sql": "do $$ begin execute format('create table %I (id int)', reverse('elbat_neddih')); end $$;",
      "3_c.sql": "do $$ begin execute format('drop table %I', reverse('elbat_neddih')); end $$;",
    }),
  ).toEqual([["reference_before_creation", "1_a.sql:1", "2_b.sql:", "never"]]);
});

test("extensions: enabled later, by no file, or not to be had", async () => {
  expect(
    await toldOf({
      "1_a.sql": `create table docs (title text, place geography(point), secret plan_of_nobody);
create table searched (title text);
create index on searched using gin (title gin_trgm_ops);
select cron.schedule('a', '* * * * *', 'select 1');
create extension never_heard_of;
create extension if not exists never_heard_of;`,
      "2_b.sql": "create extension pg_trgm with schema extensions;",
    }),
  ).toEqual([
    ["extension_not_enabled", "1_a.sql:1", "never"],
    ["extension_not_enabled", "1_a.sql:3", "2_b.sql:1", "alone"],
    ["extension_not_enabled", "1_a.sql:4", "never"],
    ["extension_unavailable", "1_a.sql:5", "never"],
    ["extension_unavailable", "1_a.sql:6", "never"],
  ]);
});

test("rows, exceptions, transactions, psql and names that are taken have classes of their own", async () => {
  expect(
    await toldOf({
      "1_a.sql": `\\set ON_ERROR_STOP on
create table a (id int primary key);
insert into a values (1), (1);
insert into a values ('x');
do $$ begin raise exception 'not here'; end $$;
create type mood as enum ('good');
alter type mood add value 'bad';
create table moods (mood mood default 'bad');
copy a from stdin;
prepare transaction 'x';
create tabel b (id int);
create table a (id int);
alter table a add column id int;
create index big on a using hash (id, id);`,
      "1_b.sql": "select 1;",
    }),
  ).toEqual([
    ["psql_only", "1_a.sql:1"],
    ["syntax", "1_a.sql:11"],
    ["data", "1_a.sql:3", "never"],
    ["data", "1_a.sql:4", "never"],
    ["raised", "1_a.sql:5", "never"],
    ["transaction", "1_a.sql:8", "never"],
    ["psql_only", "1_a.sql:9"],
    ["transaction", "1_a.sql:10"],
    ["object_created_twice", "1_a.sql:12", "1_a.sql:2", "never"],
    ["object_created_twice", "1_a.sql:13", "1_a.sql:2", "never"],
    ["other", "1_a.sql:14", "never"],
    ["version_duplicate", "1_b.sql:1"],
  ]);
});

test("a commit that fails takes its file along, and what needs the file follows of it", async () => {
  expect(
    await toldOf({
      "1_a.sql": `create table parents (id int primary key);
create table children (id int references parents deferrable initially deferred);
insert into children values (1);`,
      "2_b.sql": "create index on children (id);",
    }),
  ).toEqual([
    ["data", "1_a.sql:1"],
    ["cascade", "2_b.sql:1", "1_a.sql:1", "never"],
  ]);
});

test("a second creation that is hidden is the cause of what its columns would have served", async () => {
  expect(
    await toldOf({
      "1_a.sql": `create table "Odd ""name"" é" (id int);`,
      "2_b.sql": `create table if not exists "Odd ""name"" é" (id int, "late column" int);
create index on "Odd ""name"" é" ("late column");`,
    }),
  ).toEqual([["cascade", "2_b.sql:2", "2_b.sql:1", "never"]]);
});

test("settings of a file hold when its statements are tried again", async () => {
  expect(
    await toldOf({
      "1_a.sql": "create schema app; set search_path = app; create table t (id int references other);",
      "2_b.sql": "create table app.other (id int primary key);",
    }),
  ).toEqual([["reference_before_creation", "1_a.sql:1", "2_b.sql:1", "alone"]]);
});

test("names of every kind are known again in what the server says of them", async () => {
  const names = ["a.b", 'we"ird', "new\nline", "über 'x' \u{1f600}", "x".repeat(63), "f(a)"].map(
    (name) => `"${name.replaceAll('"', '""')}"`,
  );
  const early = names.map(
    (name) => `create view public."v ${name.slice(1, 20).replaceAll('"', "")}" as select * from ${name};`,
  );
  const calls = names.map((name) => `select public.${name}(1);`);
  const found = await toldOf({
    "1_a.sql": [...early, ...calls].join("\n"),
    "2_b.sql": names.map((name) => `create table ${name} (id int);`).join(" "),
    "3_c.sql": names
      .map((name) => `create function ${name}(int) returns int language sql as 'select 1';`)
      .join(" "),
  });
  expect(found.map(([reason, , cure, passes]) => [reason, cure, passes])).toEqual([
    ...names.map(() => ["reference_before_creation", expect.stringMatching(/^2_b\.sql:\d+$/), "alone"]),
    ...names.map(() => ["reference_before_creation", expect.stringMatching(/^3_c\.sql:\d+$/), "alone"]),
  ]);
});

test("what replay and reading say differently is said", async () => {
  const reading = readTexts(
    {
      // The reading knows nothing of rows that decide what a block does.
      "1_a.sql": `create function make(name text) returns void language plpgsql as $$
begin
  execute format('create table %I (id int)', name);
end $$;
select make('by_call');
create index on by_call (id);
create table checked (id int check (id > 0 and now() is not null));
create index on checked (id) where now() > '2020-01-01';
insert into checked select -1;`,
    },
    parser,
  );
  const { findings } = judge(reading, await replayOf(reading));
  expect(
    findings
      .filter(({ rule }) => rule === "replay_disagrees" || rule === "statement_fails_in_replay")
      .map(({ rule, location, evidence }) => [
        rule,
        location?.line,
        evidence.static,
        evidence.replay,
        evidence.sqlstate,
      ]),
  ).toEqual([
    ["statement_fails_in_replay", 8, undefined, undefined, "42P17"],
    ["statement_fails_in_replay", 9, undefined, undefined, "23514"],
    ["replay_disagrees", 6, ["object_never_created"], "passes", undefined],
  ]);
});

test("what fails because of a failure that the files do not show is one finding with it", async () => {
  const reading = readTexts(
    {
      // What a body misses is missed when it runs, and the reading does not run it.
      "1_a.sql": `create function ids() returns setof int language plpgsql as $$ begin return query select id from nowhere; end $$;
create table made as select * from ids();
alter table made add column a int;
create index on made (a);`,
      "2_b.sql": "comment on table made is 'never there';",
    },
    parser,
  );
  const { findings } = judge(reading, await replayOf(reading));
  const disputed = findings.filter(({ rule }) => rule === "replay_disagrees");
  expect(disputed.map(({ location, evidence }) => [location?.line, evidence.cascades])).toEqual([
    [
      2,
      [
        { file: "1_a.sql", line: 3 },
        { file: "1_a.sql", line: 4 },
        { file: "2_b.sql", line: 1 },
      ],
    ],
  ]);
  expect(disputed[0]?.message).toContain("3 statements after it fail for the same cause.");
});

test("what lies in a schema that no path leads to does not come with the file that misses it", async () => {
  const faults = await toldOf({
    "1_a.sql": `create schema app;
create function app.salt() returns int language sql as 'select 1';
create function h() returns int language plpgsql set search_path = '' as $$ begin return salt(); end $$;
select h();`,
  });
  expect(faults).toEqual([["object_never_created", "1_a.sql:4", "never"]]);
});
