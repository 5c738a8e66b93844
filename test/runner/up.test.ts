import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer, type ServerNotice } from "../../src/shared/database/server.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import {
  down,
  folderOf,
  hasTable,
  ledgerVersions,
  standing,
  status,
  type Told,
  up,
} from "./run_migrations.ts";

// The runner on a real server, as the role that has what `postgres` has on Supabase.

let home: TestDatabase;
let database: Database;
let notices: ServerNotice[];

beforeEach(async () => {
  home = await createTestDatabase();
  notices = [];
  database = openServer({ url: home.ownerUrl, keepOpen: true, onNotice: (notice) => notices.push(notice) });
});

afterEach(async () => {
  await database.close();
  await home.drop();
});

function names(database: Database, sql: string): Promise<string[]> {
  return database.query<{ name: string }>(sql).then((rows) => rows.map(({ name }) => name));
}

describe("a migration is one transaction with its row", () => {
  test("what fails leaves nothing, what came before stays, what follows is not begun", async () => {
    const folder = folderOf({
      "001_a.sql": "create table a (id int primary key);",
      "002_b.sql":
        "create table b (id int);\n\ninsert into a values (1);\n  insert into\n    a values (1);\n",
      "003_c.sql": "create table c (id int);",
    });
    const outcome = await up(database, folder);
    expect(outcome.done.map(({ version }) => version)).toEqual(["001"]);
    expect(outcome.left).toEqual(["migrations/002_b.sql", "migrations/003_c.sql"]);
    expect(outcome.failure).toMatchObject({
      file: "migrations/002_b.sql",
      version: "002",
      at: "statement",
      statement: 3,
      line: 4,
      column: 3,
      sqlstate: "23505",
      detail: "Key (id)=(1) already exists.",
      state: "migrations/002_b.sql was rolled back: nothing of it is left.",
    });
    expect(outcome.failure?.frame).toContain(">  4 |   insert into\n".replace(">  4", "> 4"));
    expect(await hasTable(database, "b")).toBe(false);
    expect(await ledgerVersions(database)).toEqual(["001"]);
    expect(await standing(database, folder)).toEqual(["001 applied", "002 pending", "003 pending"]);
  });

  test("the place is the one the server names, in characters, not bytes", async () => {
    const text = "-- größe 🎉\ncreate table t (id int);\nselect 'ü🎉',\n  nothing from t;\n";
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure).toMatchObject({ sqlstate: "42703", line: 4, column: 3 });
    expect(failure?.frame?.split("\n")[2]).toBe("> 4 |   nothing from t;");
    expect(failure?.frame?.split("\n")[3]).toBe("    |   ^");
  });

  test("a row of seed data that fails among thousands is found", async () => {
    const rows = Array.from({ length: 3000 }, (_, n) => `insert into t values (${n === 2345 ? 7 : n});`);
    const text = `create table t (id int primary key);\n${rows.join("\n")}`;
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure).toMatchObject({ sqlstate: "23505", line: 2347, statement: 2347 });
    expect(await hasTable(database, "t")).toBe(false);
    const good = text.replace("(7);\ninsert into t values (2346)", "(9999);\ninsert into t values (2346)");
    expect((await up(database, folderOf({ "001_x.sql": good }))).failure).toBeUndefined();
    expect(await database.query("select count(*)::int as n from t")).toEqual([{ n: 3000 }]);
  });

  test("a deferred constraint fails at the commit", async () => {
    const text =
      "create table t (id int, constraint once unique (id) deferrable initially deferred); insert into t values (1), (1);";
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure).toMatchObject({ at: "commit", sqlstate: "23505" });
    expect(failure?.line).toBeUndefined();
    expect(await ledgerVersions(database)).toEqual([]);
  });

  test("begin and commit around a file change nothing of that", async () => {
    const text = "begin;\ncreate table t (id int);\nselect 1 / 0;\ncommit;";
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure).toMatchObject({ sqlstate: "22012", line: 3 });
    expect(await hasTable(database, "t")).toBe(false);
  });

  test("a statement's error cannot be hidden by a savepoint of the file", async () => {
    const text = "savepoint a; select 1 / 0; rollback to a; create table t (id int);";
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure?.sqlstate).toBe("22012");
    expect(await hasTable(database, "t")).toBe(false);
    expect(await ledgerVersions(database)).toEqual([]);
  });
});

describe("a file leaves no setting behind", () => {
  test("search_path, role, session authorization and lock_timeout are as before", async () => {
    await database.execute("create schema other; grant all on schema other to anon");
    const folder = folderOf({
      "001_path.sql": "select pg_catalog.set_config('search_path', '', false);",
      "002_role.sql": "set search_path = other; set role anon; create table by_anon (id int);",
      "003_next.sql": `
        create table by_owner (id int);
        create table seen as
        select current_user::text as who, current_setting('search_path') as path, current_setting('lock_timeout') as wait;`,
      "004_own.sql":
        "set lock_timeout = '7s'; create table waits as select current_setting('lock_timeout') as wait;",
    });
    const outcome = await up(database, folder);
    expect(outcome.failure).toBeUndefined();
    expect(await database.query("select * from seen")).toEqual([
      { who: "cli_login_owner", path: '"$user", public, extensions', wait: "4s" },
    ]);
    expect(await database.query("select * from waits")).toEqual([{ wait: "7s" }]);
    expect(
      await database.query(
        "select relname::text as name, relowner::regrole::text as owner from pg_class where relname like 'by_%' order by 1",
      ),
    ).toEqual([
      { name: "by_anon", owner: "anon" },
      { name: "by_owner", owner: "cli_login_owner" },
    ]);
    expect(
      await database.query("select current_user::text as who, current_setting('lock_timeout') as wait"),
    ).toEqual([{ who: "cli_login_owner", wait: "0" }]);
  });

  test("nor does one that failed", async () => {
    await up(database, folderOf({ "001_x.sql": "set role anon; set search_path = ''; select 1 / 0;" }));
    expect(await database.query("select current_user::text as who")).toEqual([{ who: "cli_login_owner" }]);
    expect(
      (await up(database, folderOf({ "001_x.sql": "create table t (id int)" }))).failure,
    ).toBeUndefined();
  });
});

describe("what cannot be one transaction", () => {
  const mixed = {
    "001_t.sql": "create table t (id int);\ninsert into t values (1), (1);",
    "002_mixed.sql": `create table before_it (id int);
create unique index concurrently t_once on t (id);
create table behind_it (id int);`,
  };

  test("keeps what is done, names the index left behind, and goes on from there", async () => {
    const folder = folderOf(mixed);
    const { failure, done } = await up(database, folder);
    expect(done.map(({ version }) => version)).toEqual(["001"]);
    expect(failure).toMatchObject({ file: "migrations/002_mixed.sql", line: 2, sqlstate: "23505" });
    expect(failure?.state).toContain("1 of 3 statements are committed, up to line 1");
    expect(failure?.state).toContain("goes on with statement 2");
    expect(failure?.state).toContain("drop index concurrently public.t_once;");
    expect([await hasTable(database, "before_it"), await hasTable(database, "behind_it")]).toEqual([
      true,
      false,
    ]);
    expect(await status(database, folder)).toMatchObject([
      { status: "applied" },
      { status: "partial", statements_done: 1, statements: 3 },
    ]);
    await database.execute("drop index concurrently t_once");
    await database.execute("delete from t where ctid = '(0,2)'");
    expect((await up(database, folder)).failure).toBeUndefined();
    expect(await hasTable(database, "behind_it")).toBe(true);
    expect(await standing(database, folder)).toEqual(["001 applied", "002 applied"]);
    expect((await status(database, folder))[1]).not.toHaveProperty("statements_done");
  });

  test("does not go on where the statements already run were changed", async () => {
    await up(database, folderOf(mixed));
    const changed = folderOf({
      ...mixed,
      "002_mixed.sql": mixed["002_mixed.sql"].replace("before_it", "other"),
    });
    await expect(up(database, changed)).rejects.toThrow(/applied in part, and the first 1 statements/);
    const mended = folderOf({ ...mixed, "002_mixed.sql": mixed["002_mixed.sql"].replace("unique ", "") });
    await database.execute("drop index concurrently t_once");
    expect((await up(database, mended)).failure).toBeUndefined();
  });

  test("runs a procedure that commits, asked for by a comment", async () => {
    const text = `-- supawarden: no-transaction
create table log (n int);
create procedure fill() language plpgsql as $$
begin
  for n in 1..3 loop
    insert into log values (n);
    commit;
  end loop;
end $$;
call fill();`;
    const without = await up(database, folderOf({ "001_x.sql": text.replace(/^--.*\n/, "") }));
    expect(without.failure).toMatchObject({ sqlstate: "2D000", line: 9 });
    expect(without.failure?.hint).toContain("-- supawarden: no-transaction");
    expect((await up(database, folderOf({ "001_x.sql": text }))).failure).toBeUndefined();
    expect(await database.query("select count(*)::int as n from log")).toEqual([{ n: 3 }]);
  });

  test("takes other roles along, and still writes its notes as the runner", async () => {
    const text = `-- supawarden: no-transaction
set role anon;
create table other.by_whom as select current_user::text as who;
reset role;
vacuum;`;
    await database.execute("create schema other; grant all on schema other to anon");
    const outcome = await up(database, folderOf({ "001_x.sql": text }));
    expect(outcome.failure).toBeUndefined();
    expect(await database.query("select who from other.by_whom")).toEqual([{ who: "anon" }]);
  });

  test("the file's own begin and commit hold", async () => {
    const text = `create type mood as enum ('ok');
begin; alter type mood add value 'sad'; commit;
create table feelings (now mood default 'sad');
begin; create table lost (id int); select 1 / 0; commit;`;
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure).toMatchObject({ sqlstate: "22012", line: 4 });
    expect(failure?.state).toContain("5 of 9 statements are committed, up to line 3");
    expect([await hasTable(database, "feelings"), await hasTable(database, "lost")]).toEqual([true, false]);
    const mended = text.replace("1 / 0", "1");
    expect((await up(database, folderOf({ "001_x.sql": mended }))).failure).toBeUndefined();
    expect(await hasTable(database, "lost")).toBe(true);
  });

  test("a file that leaves a transaction open is not recorded", async () => {
    const { failure } = await up(database, folderOf({ "001_x.sql": "begin; create table t (id int);" }));
    expect(failure?.message).toMatch(/begin without commit/);
    expect(await hasTable(database, "t")).toBe(false);
    expect(await ledgerVersions(database)).toEqual([]);
  });
});

describe("hints", () => {
  test.each([
    ["do $$ begin execute 'vacuum'; end $$", "25001", /no-transaction/],
    ["create type m as enum ('a'); alter type m add value 'b'; select 'b'::m", undefined, undefined],
    ["set local statement_timeout = 50; select pg_sleep(5)", "57014", /statement_timeout = 0/],
    ["create table t (id vectr)", "42704", /extensions\.NAME/],
  ])("%s", async (sql, sqlstate, hint) => {
    const { failure } = await up(database, folderOf({ "001_x.sql": sql }));
    expect(failure?.sqlstate).toBe(sqlstate);
    if (hint !== undefined) expect(failure?.hint).toMatch(hint);
  });

  test("a routine's error brings its call stack", async () => {
    const text = "do $$ begin\n  raise exception 'no' using hint = 'try this', detail = 'because';\nend $$";
    const { failure } = await up(database, folderOf({ "001_x.sql": text }));
    expect(failure).toMatchObject({ sqlstate: "P0001", message: "no", hint: "try this", detail: "because" });
    expect(failure?.context).toContain("line 2 at RAISE");
  });
});

describe("details", () => {
  test("duration, checksum, commit and version of the tool are kept with the row", async () => {
    const folder = folderOf({ "001_x.sql": "select pg_sleep(0.2)" });
    await up(database, folder, { gitCommit: "c0ffee" });
    const [row] = await database.query<Record<string, unknown>>("select * from supawarden.migration_details");
    expect(row).toMatchObject({
      version: "001",
      name: "x",
      statements: 1,
      statements_done: 1,
      git_commit: "c0ffee",
      applied_by: "cli_login_owner",
    });
    expect(row?.duration_ms).toBeGreaterThanOrEqual(200);
    expect(row?.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(await status(database, folder)).toMatchObject([
      { git_commit: "c0ffee", duration_ms: row?.duration_ms },
    ]);
  });

  test("the schema it makes is closed to the Data API", async () => {
    await up(database, folderOf({ "001_x.sql": "select 1" }));
    const rights = await onDatabase(home.url, (admin) =>
      admin.query(`select has_schema_privilege(r, 'supawarden', 'usage') as use,
        has_table_privilege(r, 'supawarden.migration_details', 'select') as read
        from unnest(array['anon', 'authenticated']) r`),
    );
    expect(rights).toEqual([
      { use: false, read: false },
      { use: false, read: false },
    ]);
  });

  test("a role that may not make the schema migrates without them", async () => {
    await onDatabase(home.url, (admin) =>
      admin.execute(`revoke create on database ${new URL(home.url).pathname.slice(1)} from cli_login_owner`),
    );
    const told: Told = { events: [] };
    const folder = folderOf({ "001_x.sql": "create table t (id int)" });
    expect((await up(database, folder, { told })).failure).toBeUndefined();
    expect(told.events).toContainEqual(
      expect.objectContaining({
        kind: "details_unavailable",
        reason: expect.stringMatching(/permission denied/),
      }),
    );
    expect(await standing(database, folder)).toEqual(["001 applied"]);
  });

  test("they can be left out", async () => {
    await up(database, folderOf({ "001_x.sql": "select 1" }), { detailsSql: null });
    expect(
      await names(database, "select nspname::text as name from pg_namespace where nspname = 'supawarden'"),
    ).toEqual([]);
  });
});

describe("the ledger as it is found", () => {
  const folder = folderOf({ "001_a.sql": "create table a (id int)", "002_b.sql": "create table b (id int)" });
  const drop = "drop table supabase_migrations.schema_migrations";

  test.each([
    ["absent", "drop schema supabase_migrations cascade", []],
    [
      "with the version alone",
      `${drop}; create table supabase_migrations.schema_migrations (version text primary key);
       insert into supabase_migrations.schema_migrations values ('001')`,
      ["001"],
    ],
    [
      "with two columns",
      `${drop}; create table supabase_migrations.schema_migrations (version text primary key, statements text[]);
       insert into supabase_migrations.schema_migrations values ('001', array['create table a (id int)'])`,
      ["001"],
    ],
    [
      "hosted, with six columns",
      `${drop}; create table supabase_migrations.schema_migrations (
         version text primary key, statements text[], name text, created_by text, idempotency_key text unique, rollback text[]
       );
       insert into supabase_migrations.schema_migrations (version, name, statements, created_by)
       values ('001', 'a', array['create table a (id int)'], 'someone')`,
      ["001"],
    ],
  ])("%s", async (_name, sql, before) => {
    await onDatabase(home.url, async (admin) => {
      await admin.execute(sql);
      await admin.execute("create schema if not exists supabase_migrations");
      await admin.execute("alter schema supabase_migrations owner to cli_login_owner");
      await admin.execute(
        "alter table if exists supabase_migrations.schema_migrations owner to cli_login_owner",
      );
    });
    if (_name === "absent") await database.execute("drop schema supabase_migrations");
    const outcome = await up(database, folder);
    expect(outcome.failure).toBeUndefined();
    expect(outcome.done).toHaveLength(2 - before.length);
    expect(await ledgerVersions(database)).toEqual(["001", "002"]);
    expect(
      await database.query(
        "select name, statements from supabase_migrations.schema_migrations where version = '002'",
      ),
    ).toEqual([{ name: "b", statements: '{"create table b (id int)"}' }]);
  });

  test("a role that owns nothing of it may still write rows", async () => {
    // The template's table is the superuser's.
    expect((await up(database, folder)).failure).toBeUndefined();
  });

  test("a role that may not write it is told so before anything runs", async () => {
    const guest = openServer({ url: home.connectOnlyUrl });
    try {
      await expect(up(guest, folder)).rejects.toMatchObject({ kind: "permission" });
    } finally {
      await guest.close();
    }
    expect(await hasTable(database, "a")).toBe(false);
  });
});

describe("which files run", () => {
  const texts = {
    "001_a.sql": "create table a (id int)",
    "003_c.sql": "create table c (id int)",
  };
  const late = { ...texts, "002_b.sql": "create table b (id int)" };

  test("up to a version, or so many", async () => {
    const folder = folderOf({ ...late, "004_d.sql": "" });
    expect((await up(database, folder, { choice: { to: "002" } })).done).toHaveLength(2);
    expect((await up(database, folder, { choice: { steps: 1 } })).done.map(({ version }) => version)).toEqual(
      ["003"],
    );
    await expect(up(database, folder, { choice: { to: "005" } })).rejects.toMatchObject({ kind: "usage" });
  });

  test("a late file only when it is asked for", async () => {
    await up(database, folderOf(texts));
    await expect(up(database, folderOf(late))).rejects.toThrow(/002_b\.sql would run after newer migrations/);
    expect(await standing(database, folderOf(late))).toEqual([
      "001 applied",
      "002 out_of_order",
      "003 applied",
    ]);
    const outcome = await up(database, folderOf(late), { choice: { includeAll: true } });
    expect(outcome.done.map(({ version }) => version)).toEqual(["002"]);
  });

  test("none while two files have one version", async () => {
    const folder = folderOf({ ...texts, "003_twin.sql": "select 1" });
    await expect(up(database, folder)).rejects.toThrow(/version 003 is taken more than once/);
    expect(await hasTable(database, "a")).toBe(false);
  });

  test("none while the ledger knows a version that the folder does not", async () => {
    await up(database, folderOf(late));
    await expect(up(database, folderOf({ ...texts, "004_d.sql": "select 4" }))).rejects.toThrow(
      /versions without a file: 002/,
    );
    expect(await standing(database, folderOf(texts))).toEqual(["001 applied", "002 no_file", "003 applied"]);
  });

  test("a renamed file is not run again", async () => {
    await up(database, folderOf(texts));
    const renamed = folderOf({
      "001_a.sql": texts["001_a.sql"],
      "005_c.sql": `-- moved\n${texts["003_c.sql"]};`,
    });
    await expect(up(database, renamed)).rejects.toThrow(/005_c\.sql was applied as version 003/);
    expect(await status(database, renamed)).toMatchObject([
      { status: "applied" },
      { version: "005", status: "renamed", applied_as: "003" },
    ]);
  });

  test("an edited file is told, a reformatted one is not", async () => {
    await up(database, folderOf(texts));
    const edited = folderOf({
      "001_a.sql": "CREATE TABLE a(id INT); -- same",
      "003_c.sql": "create table c (id bigint)",
    });
    expect(await standing(database, edited)).toEqual(["001 applied", "003 edited"]);
    expect((await up(database, edited)).done).toEqual([]);
  });

  test("hostile names", async () => {
    const folder = folderOf({
      '001_it\'s "x" $$ \\ ü🎉\n.sql': `create table "it's ""x""
\\" (id int); insert into "it's ""x""
\\" values (1)`,
    });
    expect((await up(database, folder)).failure).toBeUndefined();
    expect(await standing(database, folder)).toEqual(["001 applied"]);
  });
});

describe("the way back", () => {
  const texts = {
    "001_a.sql": "create table a (id int)",
    "002_b.sql": "create table b (id int)",
    "003_c.sql": "create table c (id int)",
  };
  const downs = { "002_b.sql": "drop table b", "003_c.sql": "set role anon; reset role; drop table c" };

  test("takes the newest back with their rows, newest first", async () => {
    const folder = folderOf(texts, downs);
    await up(database, folder);
    const outcome = await down(database, folder, { kind: "to", version: "001" });
    expect(outcome.done.map(({ version }) => version)).toEqual(["003", "002"]);
    expect(await ledgerVersions(database)).toEqual(["001"]);
    expect(await names(database, "select version as name from supawarden.migration_details")).toEqual([
      "001",
    ]);
    expect(await hasTable(database, "b")).toBe(false);
  });

  test("nothing is taken back where one script is missing", async () => {
    const folder = folderOf(texts, downs);
    await up(database, folder);
    await expect(down(database, folder, { kind: "all" })).rejects.toThrow(/no way back for 001_a/);
    expect(await ledgerVersions(database)).toEqual(["001", "002", "003"]);
  });

  test("a script that fails keeps table and row", async () => {
    const folder = folderOf(texts, { ...downs, "002_b.sql": "drop table b; select 1 / 0" });
    await up(database, folder);
    const outcome = await down(database, folder, { kind: "steps", steps: 2 });
    expect(outcome.done.map(({ version }) => version)).toEqual(["003"]);
    expect(outcome.failure).toMatchObject({ file: "down/002_b_down.sql", sqlstate: "22012" });
    expect(await ledgerVersions(database)).toEqual(["001", "002"]);
    expect(await hasTable(database, "b")).toBe(true);
  });
});

test("notices reach the listener, the runner's own do not", async () => {
  const folder = folderOf({ "001_x.sql": "do $$ begin raise notice 'hello'; end $$" });
  await up(database, folder);
  await up(database, folder);
  expect(notices.map(({ severity, message }) => `${severity} ${message}`)).toEqual(["NOTICE hello"]);
});

test("copy out is no obstacle", async () => {
  const outcome = await up(
    database,
    folderOf({ "001_x.sql": "copy (select 1) to stdout; create table t (id int);" }),
  );
  expect(outcome.failure?.message ?? "done").toBe("done");
});
