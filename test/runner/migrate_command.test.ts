import { spawn } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LAUNCHER, startCli } from "../cli/run_cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { makeProject, type Project } from "./project.ts";
import { ledgerVersions } from "./run_migrations.ts";

vi.setConfig({ testTimeout: 180_000 });

let home: TestDatabase;
let project: Project;

beforeEach(async () => {
  home = await createTestDatabase();
  project = await makeProject({
    "001_a.sql": "create table a (id int);\n",
    "002_b.sql": "create table b (id int);\n",
    "down/002_b_down.sql": "drop table b;\n",
  });
});

afterEach(async () => {
  await project.remove();
  await home.drop();
});

function versions(): Promise<readonly string[]> {
  return onDatabase(home.url, ledgerVersions);
}

describe("up", () => {
  test("prints the plan, asks for --yes where nobody can be asked, and changes nothing then", async () => {
    const refused = await project.migrate("up", "--db-url", home.url);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("supabase/migrations/002_b.sql  (1 statement)");
    expect(refused.stderr).toContain("run again with --yes");
    expect(await versions()).toEqual([]);
    const done = await project.migrate("up", "--db-url", home.url, "--yes");
    expect(done).toMatchObject({ code: 0 });
    expect(done.stdout).toMatch(
      /^applied supabase\/migrations\/001_a\.sql in .*\n.*\n2 migrations applied, in /,
    );
    expect(await versions()).toEqual(["001", "002"]);
  });

  test("a dry run prints the plan to stdout and changes nothing", async () => {
    const text = await project.migrate("up", "--db-url", home.url, "--dry-run", "--to", "001");
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout).toContain("to be applied: 1");
    const json = await project.migrate("up", "--db-url", home.url, "--dry-run", "--format", "json");
    expect(JSON.parse(json.stdout)).toEqual({
      version: 1,
      command: "up",
      dry_run: true,
      plan: [
        { version: "001", file: "supabase/migrations/001_a.sql", statements: 1, transaction: true },
        { version: "002", file: "supabase/migrations/002_b.sql", statements: 1, transaction: true },
      ],
    });
    const left = await onDatabase(home.url, (admin) =>
      admin.query("select nspname from pg_namespace where nspname = 'supawarden'"),
    );
    expect(left).toEqual([]);
  });

  test("a dry run on the shadow finds what would fail, on a copy of what is there", async () => {
    await project.migrate("up", "--db-url", home.url, "--yes");
    await project.write({
      "003_c.sql": "alter table a add column note text;\ncreate index concurrently on b (id);\n",
      "004_d.sql": "alter table a add column note text;\n",
    });
    const { code, stdout, stderr } = await project.migrate(
      "up",
      "--db-url",
      home.url,
      "--dry-run",
      "--shadow",
    );
    expect(code).toBe(1);
    expect(stdout).toContain("on a copy of the schema:\napplied supabase/migrations/003_c.sql");
    expect(stderr).toContain("failed supabase/migrations/004_d.sql:1:1 statement 1");
    expect(stderr).toContain("(SQLSTATE 42701)");
    expect(await versions()).toEqual(["001", "002"]);
    await project.write({ "004_d.sql": "select 1" });
    const good = await project.migrate(
      "up",
      "--db-url",
      home.url,
      "--dry-run",
      "--shadow",
      "--format",
      "json",
    );
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({
      shadow: { done: [{ version: "003" }, { version: "004" }] },
    });
  });

  test("a failure says where, what, why, what to do and what is left", async () => {
    await project.write({
      "003_c.sql": "create table c (id int);\ncreate table d (e vectr);\n",
      "004_d.sql": "",
    });
    const { code, stdout, stderr } = await project.migrate("up", "--db-url", home.url, "--yes");
    expect(code).toBe(2);
    expect(stdout).toMatch(/2 migrations applied, 2 not\n$/);
    expect(stderr.slice(stderr.indexOf("failed"))).toBe(`failed supabase/migrations/003_c.sql:2:19 statement 2
type "vectr" does not exist (SQLSTATE 42704)
  1 | create table c (id int);
> 2 | create table d (e vectr);
    |                   ^
  3 |
hint:    If a type is meant, its schema may not be in the search_path: write extensions.NAME instead of NAME.
state:   supabase/migrations/003_c.sql was rolled back: nothing of it is left. 2 migrations before it stay.
`);
    const json = await project.migrate("up", "--db-url", home.url, "--yes", "--format", "json");
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout)).toMatchObject({
      done: [],
      left: ["supabase/migrations/003_c.sql", "supabase/migrations/004_d.sql"],
      failure: { sqlstate: "42704", line: 2, column: 19 },
    });
  });

  test("notices come with their file; --quiet leaves them out", async () => {
    await project.write({ "003_c.sql": "select 1;\ndo $$ begin raise warning 'mind'; end $$;\n" });
    const { stderr } = await project.migrate("up", "--db-url", home.url, "--yes");
    expect(stderr).toContain("warning: supabase/migrations/003_c.sql: mind\n");
    await project.write({ "004_d.sql": "do $$ begin raise warning 'mind'; end $$;\n" });
    const quiet = await project.migrate("up", "--db-url", home.url, "--yes", "--quiet");
    expect(quiet.stderr).not.toContain("mind");
  });

  test("a way back beside the migrations is told: the Supabase CLI would apply it", async () => {
    await project.write({ "001_a_down.sql": "drop table a" });
    const { stderr } = await project.migrate("up", "--db-url", home.url, "--dry-run");
    expect(stderr).toContain("001_a_down.sql takes another migration back; the Supabase CLI would apply it");
  });
});

describe("what is refused", () => {
  test.each([
    ["a line of psql", { "003_x.sql": "\\restrict x\nselect 1" }, /003_x\.sql:1:1: .*psql/],
    ["bad SQL", { "003_x.sql": "select\n  from from" }, /003_x\.sql:2:8: syntax error/],
    ["UTF-16", { "003_x.sql": "\ufeff" }, undefined],
  ])("%s, before anything runs", async (_name, files, message) => {
    await project.write(files);
    const { code, stderr } = await project.migrate("up", "--db-url", home.url, "--yes");
    expect(code).toBe(message === undefined ? 0 : 2);
    if (message !== undefined) expect(stderr).toMatch(message);
    expect(await versions()).toEqual(message === undefined ? ["001", "002", "003"] : []);
  });

  test("a pooler in transaction mode, by port or by Prisma's parameter", async () => {
    for (const url of [
      "postgres://postgres.abcdefghij:x@aws-0-eu-west-1.pooler.supabase.com:6543/postgres",
      `${home.url}?pgbouncer=true`,
    ]) {
      const { code, stderr } = await project.migrate("up", "--db-url", url, "--yes");
      expect(code).toBe(2);
      expect(stderr).toMatch(/pooler in transaction mode/);
      expect(stderr).toMatch(/port 5432/);
    }
    expect((await project.migrate("status", "--db-url", `${home.url}?pgbouncer=true`)).code).toBe(0);
  });

  test("wrong credentials, without the password", async () => {
    const url = new URL(home.url);
    url.password = "wrong-secret";
    const { code, stderr } = await project.migrate("up", "--db-url", url.href, "--yes");
    expect(code).toBe(2);
    expect(stderr).toMatch(/refused the credentials/);
    expect(stderr).not.toContain("wrong-secret");
  });

  test("a role without rights", async () => {
    const { code, stderr } = await project.migrate("up", "--db-url", home.connectOnlyUrl, "--yes");
    expect(code).toBe(2);
    expect(stderr).toMatch(/may not read the ledger/);
  });

  test("no folder, no database, flags that exclude each other", async () => {
    const cases = [
      [["up", "--db-url", home.url, "--migrations", "nowhere"], /cannot read nowhere/],
      [["up"], /no database was named/],
      [["up", "--db-url", home.url, "--to", "001", "--steps", "1"], /cannot be used with/],
      [["up", "--db-url", home.url, "--steps", "0"], /Expected a number from 1/],
      [["up", "--db-url", home.url, "--shadow"], /--shadow goes with --dry-run/],
      [["verify", "--fresh", "--db-url", home.url], /does not go with --fresh/],
    ] as const;
    for (const [words, message] of cases) {
      const { code, stderr } = await project.migrate(...words);
      expect(code, words.join(" ")).toBe(2);
      expect(stderr).toMatch(message);
    }
  });
});

test("down takes the newest back; where a way back is missing, nothing", async () => {
  await project.migrate("up", "--db-url", home.url, "--yes");
  const dry = await project.migrate("down", "--db-url", home.url, "--dry-run", "--format", "json");
  expect(JSON.parse(dry.stdout)).toMatchObject({ command: "down", plan: [{ version: "002" }] });
  const all = await project.migrate("down", "--db-url", home.url, "--yes", "--all");
  expect(all.code).toBe(2);
  expect(all.stderr).toMatch(/no way back for 001_a/);
  expect(await versions()).toEqual(["001", "002"]);
  const one = await project.migrate("down", "--db-url", home.url, "--yes");
  expect(one).toMatchObject({ code: 0 });
  expect(one.stdout).toContain("taken back supabase/migrations/down/002_b_down.sql");
  expect(await versions()).toEqual(["001"]);
});

test("status and verify tell what does not agree, and verify's exit code says so", async () => {
  const agreeing = await project.migrate("verify", "--db-url", home.url);
  expect(agreeing.code).toBe(1);
  expect((await project.migrate("verify", "--db-url", home.url, "--allow-pending")).code).toBe(0);
  await project.migrate("up", "--db-url", home.url, "--yes");
  expect((await project.migrate("verify", "--db-url", home.url)).code).toBe(0);
  await project.write({ "001_a.sql": "create table a (id bigint);\n", "003_c.sql": "select 3;\n" });
  await onDatabase(home.url, (admin) =>
    admin.query(
      "insert into supabase_migrations.schema_migrations values ('0025', array['select 25'], 'gone'), ('009', array['select 3'], 'c')",
    ),
  );
  const status = await project.migrate("status", "--db-url", home.url);
  expect(status.code).toBe(0);
  const lines = status.stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  "));
  expect(lines[0]).toBe("VERSION  STATUS  APPLIED (UTC)  DURATION  COMMIT  DOWN  NAME");
  expect(lines[1]).toMatch(/^001 {2}edited {2}20\d\d-.* {2}no {2}a$/);
  expect(lines[2]).toMatch(/^002 {2}applied {2}.* {2}yes {2}b$/);
  expect(lines[3]).toBe("0025  no file  no  gone");
  expect(lines[4]).toBe("003  renamed, applied as 009  no  c");
  expect(status.stdout.trimEnd().split("\n").at(-1)).toBe(
    "4 migrations: 1 edited, 1 applied, 1 no file, 1 renamed",
  );
  const verify = await project.migrate("verify", "--db-url", home.url, "--format", "json");
  expect(verify.code).toBe(1);
  expect(JSON.parse(verify.stdout)).toMatchObject({
    agrees: false,
    applied: 1,
    problems: [{ kind: "edited" }, { kind: "no_file" }, { kind: "renamed" }],
  });
});

describe("on a terminal", () => {
  /** Runs a command on a pseudo-terminal of `script`, typing `input`. */
  function onTerminal(
    words: readonly string[],
    input: string,
  ): Promise<{ code: number | null; text: string }> {
    return new Promise((resolve, reject) => {
      const command = [process.execPath, LAUNCHER, "migrate", ...words].map((word) => `'${word}'`).join(" ");
      const { CI: _ci, ...env } = process.env;
      const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: project.folder, env });
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (text.includes("[y/N]") && input !== "") {
          child.stdin.write(input);
          input = "";
        }
      });
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, text }));
    });
  }

  test("the question decides, and no is the default", async () => {
    const declined = await onTerminal(["up", "--db-url", home.url], "\n");
    expect(declined.text).toMatch(/Apply 2 migrations to 127\.0\.0\.1:\d+\/test_\w+\? \[y\/N\]/);
    expect(declined).toMatchObject({ code: 2, text: expect.stringContaining("Nothing was changed.") });
    expect(await versions()).toEqual([]);
    expect(await onTerminal(["up", "--db-url", home.url], "y\n")).toMatchObject({ code: 0 });
    expect(await versions()).toEqual(["001", "002"]);
  });
});

describe("signals", () => {
  async function startedAt(query: string): Promise<void> {
    await onDatabase(home.url, async (admin) => {
      for (let tries = 0; tries < 600; tries++) {
        const rows = await admin.query(
          "select from pg_stat_activity where query like $1 and application_name = $2",
          [`%${query}%`, "supawarden migrate"],
        );
        if (rows.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`never ran ${query}`);
    });
  }

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s rolls back at once, says so and ends with 2",
    async (signal) => {
      await project.write({
        "003_c.sql": "create table c (id int);\nselect pg_sleep(55);\n",
        "004_d.sql": "select 4",
      });
      const child = startCli(["migrate", "up", "--db-url", home.url, "--yes"], { cwd: project.folder });
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      const ended = new Promise((resolve) => child.once("close", resolve));
      await startedAt("pg_sleep(55)");
      child.kill(signal);
      expect(await ended).toBe(2);
      expect(stderr).toContain("stopped: Nothing of supabase/migrations/003_c.sql is left in the database.");
      expect(await versions()).toEqual(["001", "002"]);
    },
  );

  test("killed between statements, nothing is left and the next run applies the rest", async () => {
    await project.write({ "003_c.sql": "create table c (id int);\nselect pg_sleep(2);\n" });
    const child = startCli(["migrate", "up", "--db-url", home.url, "--yes"], { cwd: project.folder });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await startedAt("pg_sleep(2)");
    child.kill("SIGKILL");
    await ended;
    const next = await project.migrate("up", "--db-url", home.url, "--yes", "--format", "json");
    expect(next.code).toBe(0);
    expect(JSON.parse(next.stdout)).toMatchObject({ done: [{ version: "003" }] });
    expect(await versions()).toEqual(["001", "002", "003"]);
  });
});
