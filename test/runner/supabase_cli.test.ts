import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { makeProject, type Project, supabaseCli, withoutTls } from "./project.ts";

// One ledger, two clients: `supabase` of the npm package and ours take turns.

const cli = await supabaseCli();
if (!cli.available) console.log(`skipped: ${cli.reason}`);

// Each call is a process that loads a program of 100 MB.
vi.setConfig({ testTimeout: 300_000 });

let home: TestDatabase;
let project: Project;

beforeEach(async () => {
  home = await createTestDatabase();
  await onDatabase(home.url, (admin) => admin.execute("drop schema supabase_migrations cascade"));
  project = await makeProject();
});

afterEach(async () => {
  await project.remove();
  await home.drop();
});

function supabase(...words: readonly string[]) {
  if (!cli.available) throw new Error(cli.reason);
  return cli.run(project, ...words, "--db-url", withoutTls(home.url));
}

/** Local and remote versions, as `supabase migration list` prints them. */
async function listed(): Promise<string[]> {
  const { stdout } = await supabase("migration", "list");
  return stdout
    .split("\n")
    .filter((line) => line.includes("|") && /\d/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(0, 2)
        .map((cell) => cell.replaceAll("`", "").trim())
        .join("="),
    );
}

async function statuses(): Promise<string[]> {
  const { stdout } = await project.migrate("status", "--db-url", home.url, "--format", "json");
  const { migrations } = JSON.parse(stdout) as { migrations: { version: string; status: string }[] };
  return migrations.map(({ version, status }) => `${version} ${status}`);
}

function rows(): Promise<Record<string, unknown>[]> {
  return onDatabase(home.url, (admin) =>
    admin.query(
      "select version, name, array_to_json(statements)::text as statements from supabase_migrations.schema_migrations order by 1",
    ),
  );
}

const FILES = {
  "20250101000000_first.sql":
    "-- first\ncreate table a (id int, note text default 'x;y'); -- after a\n;\ninsert into a values (1);\n/* last */\n",
  "20250102000000_body.sql":
    "create function f() returns int language plpgsql as $body$\nbegin\n  return 1; -- one; two\nend\n$body$;\ncomment on function f() is 'it''s; fine';",
  "20250103000000_empty.sql": "",
  "20250104000000_index.sql": "create table b (id int);\ncreate index concurrently b_id on b (id);\n",
  "20250105000000_begin.sql": "begin;\ncreate table c (id int);\ncommit;\n",
  "20250106000000_rule.sql":
    "create table d (id int);\ncreate rule r as on insert to d do also (select 1; select 2);\ncreate function g() returns int begin atomic select 1; select 2; end;",
};

test.skipIf(!cli.available)(
  "after ours, theirs finds nothing to do, and the rows are as theirs",
  async () => {
    await project.write(FILES);
    const up = await project.migrate("up", "--db-url", home.url, "--yes");
    expect(up).toMatchObject({ code: 0 });
    expect(await listed()).toEqual(
      Object.keys(FILES).map((name) => `${name.slice(0, 14)}=${name.slice(0, 14)}`),
    );
    const push = await supabase("db", "push", "--yes");
    expect(`${push.stdout}${push.stderr}`).toContain("up to date");
    const ours = await rows();
    await onDatabase(home.url, (admin) =>
      admin.execute(
        "drop schema supabase_migrations cascade; drop table a, b, c, d cascade; drop function f(), g(); drop schema supawarden cascade",
      ),
    );
    expect(await supabase("db", "push", "--yes")).toMatchObject({ code: 0 });
    expect(await rows()).toEqual(ours);
  },
);

test.skipIf(!cli.available)("after theirs, ours finds nothing to do and agrees by content", async () => {
  await project.write(FILES);
  expect(await supabase("migration", "up")).toMatchObject({ code: 0 });
  expect(await statuses()).toEqual(Object.keys(FILES).map((name) => `${name.slice(0, 14)} applied`));
  expect(await project.migrate("verify", "--db-url", home.url)).toMatchObject({ code: 0 });
  const up = await project.migrate("up", "--db-url", home.url, "--yes", "--format", "json");
  expect(up.code).toBe(0);
  expect(JSON.parse(up.stdout)).toMatchObject({ done: [], left: [] });
});

test.skipIf(!cli.available)("they take turns, and refuse the same late file", async () => {
  const [first, second, third] = Object.entries(FILES).filter(([name]) => /_(first|body|begin)/.test(name));
  if (first === undefined || second === undefined || third === undefined) throw new Error("three files");
  await project.write(Object.fromEntries([first]));
  expect(await supabase("db", "push", "--yes")).toMatchObject({ code: 0 });
  await project.write(Object.fromEntries([third]));
  expect(await project.migrate("up", "--db-url", home.url, "--yes")).toMatchObject({ code: 0 });
  await project.write(Object.fromEntries([second]));
  const theirs = await supabase("db", "push", "--yes");
  expect(theirs.code).not.toBe(0);
  expect(theirs.stderr).toContain("--include-all");
  const ours = await project.migrate("up", "--db-url", home.url, "--yes");
  expect(ours.code).toBe(2);
  expect(ours.stderr).toContain("--include-all");
  expect(await project.migrate("up", "--db-url", home.url, "--yes", "--include-all")).toMatchObject({
    code: 0,
  });
  expect(await supabase("db", "push", "--yes")).toMatchObject({ code: 0 });
  const versions = [first, second, third].map(([name]) => name.slice(0, 14));
  expect(await listed()).toEqual(versions.map((version) => `${version}=${version}`));
});

test.skipIf(!cli.available)("their repair and our way back keep to one ledger", async () => {
  await project.write({ ...FILES, "down/20250106000000_rule_down.sql": "drop table d; drop function g();" });
  await project.migrate("up", "--db-url", home.url, "--yes");
  expect(await project.migrate("down", "--db-url", home.url, "--yes")).toMatchObject({ code: 0 });
  expect((await listed()).at(-1)).toBe("20250106000000=");
  await supabase("migration", "repair", "--status", "reverted", "20250105000000");
  expect((await statuses()).slice(-2)).toEqual(["20250105000000 pending", "20250106000000 pending"]);
  await supabase("migration", "repair", "--status", "applied", "20250105000000");
  expect((await statuses()).slice(-2)).toEqual(["20250105000000 applied", "20250106000000 pending"]);
  expect(await supabase("db", "push", "--yes")).toMatchObject({ code: 0 });
  expect((await statuses()).at(-1)).toBe("20250106000000 applied");
});
