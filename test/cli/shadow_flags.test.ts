import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { namedExtensions } from "../../src/cli/named_extensions.ts";
import { chooseShadow } from "../../src/cli/shadow_choice.ts";
import type { Analysis } from "../../src/shared/migrations/analysis.ts";
import { adminUrl } from "../support/servers.ts";
import { runCli } from "./run_cli.ts";

let folder: string;
let migrations: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-shadow-"));
  migrations = join(folder, "supabase", "migrations");
  await mkdir(migrations, { recursive: true });
  await writeFile(
    join(migrations, "1_a.sql"),
    "create view early as select * from late;\ncreate extension citext;",
  );
  await writeFile(
    join(migrations, "2_b.sql"),
    "create table late (id int primary key, code citext);\ninsert into late values (1), (1);",
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withConfig(text: string) {
  await writeFile(join(folder, "supabase", "config.toml"), text);
  return chooseShadow({}, migrations);
}

test("the version is that of the flag, else of config.toml, else 17", async () => {
  expect(await chooseShadow({}, migrations)).toEqual({ kind: "embedded", major: 17 });
  expect(await withConfig("[db]\nmajor_version = 18 # newest\n")).toEqual({ kind: "embedded", major: 18 });
  expect(await withConfig("db.major_version = 17")).toEqual({ kind: "embedded", major: 17 });
  expect(await withConfig('project_id = "a"\n[api]\nport = 1\n')).toEqual({ kind: "embedded", major: 17 });
  expect(await withConfig("[db]\nmajor_version = 15\n")).toEqual({
    kind: "embedded",
    major: 17,
    note: expect.stringMatching(/config\.toml names Postgres 15; the shadow database is Postgres 17/),
  });
  expect(await withConfig("[db\nmajor_version")).toEqual({
    kind: "embedded",
    major: 17,
    note: expect.stringContaining("is not TOML"),
  });
  expect(await chooseShadow({ postgres: "17" }, migrations)).toEqual({ kind: "embedded", major: 17 });
  await rm(join(folder, "supabase", "config.toml"));
});

test("extensions are loaded that a file may ask for; all where a name is put together", async () => {
  const named = (text: string) => namedExtensions([text], 17).then((names) => names && [...names].sort());
  expect(await named("create table citext (id int)")).toEqual([]);
  expect(await named('create extension "uuid-ossp"; CREATE EXTENSION IF NOT EXISTS Vector;')).toEqual([
    "uuid-ossp",
    "vector",
  ]);
  expect(await named("do $$ begin create extension earthdistance cascade; end $$")).toEqual([
    "cube",
    "earthdistance",
  ]);
  expect(
    await named(
      "do $$ declare x text; begin foreach x in array '{hstore,ltree}'::text[] loop execute format('create extension %I', x); end loop; end $$",
    ),
  ).toBeUndefined();
  expect(await named("select 'create extension ' || name from wanted")).toBeUndefined();
});

test("analyze --replay compares both readings, on the version that is asked for", async () => {
  const { code, stdout, stderr } = await runCli([
    "analyze",
    migrations,
    "--replay",
    "--postgres",
    "18",
    "--format",
    "json",
  ]);
  expect(code).toBe(1);
  const analysis = JSON.parse(stdout) as Analysis;
  expect(analysis.run.server_version).toMatch(/^18\./);
  expect(analysis.findings.map(({ rule, object }) => `${rule} ${object.identity}`)).toEqual(
    expect.arrayContaining([
      "reference_before_creation public.late",
      "statement_fails_in_replay public.late",
    ]),
  );
  expect(analysis.findings.filter(({ rule }) => rule === "replay_disagrees")).toEqual([]);
  expect(analysis.replays).toMatchObject([
    {
      files: 2,
      statements: 4,
      applied: 2,
      faults: [
        { line: 1, sqlstate: "42P01", reason: "reference_before_creation", cured_by: { line: 1 } },
        { line: 2, sqlstate: "23505", reason: "data" },
      ],
    },
  ]);
  expect(stderr).toMatch(
    /replayed 4 statements of 2 files of .* on Postgres 18\.\S+: 2 failed, for 2 causes/,
  );
}, 300_000);

test("a server given by --shadow-url is replayed on, and its password is not shown", async () => {
  const url = await adminUrl();
  const audit = await runCli(["audit", "--migrations", migrations, "--shadow-url", url, "--format", "json"]);
  expect(audit.stderr).toContain('1_a.sql:1 relation "late" does not exist');
  const report = JSON.parse(audit.stdout) as { readonly run: { readonly server_version: string } };
  expect(report.run.server_version).toMatch(/^17\./);
  const refused = await runCli([
    "audit",
    "--migrations",
    migrations,
    "--shadow-url",
    url.replace("postgres:postgres@", "postgres:wrong-word@"),
  ]);
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).not.toContain("wrong-word");
}, 300_000);

test.each([
  [["audit", "--migrations", "x", "--postgres", "16"], "Allowed choices are 17, 18"],
  [
    [
      "audit",
      "--migrations",
      "examples/ai-memory/supabase/migrations",
      "--postgres",
      "18",
      "--shadow-url",
      "postgres://x",
    ],
    "--postgres and --shadow-url exclude each other",
  ],
  [
    ["audit", "--db-url", "postgres://u@127.0.0.1:1/x", "--postgres", "18"],
    "--postgres needs a migrations folder",
  ],
  [
    ["verify", "--db-url", "postgres://u@127.0.0.1:1/x", "--shadow-url", "postgres://u@127.0.0.1:1/y"],
    "--shadow-url needs a migrations folder",
  ],
  [["analyze", "examples/ai-memory/supabase/migrations", "--postgres", "18"], "--postgres needs --replay"],
  [
    ["analyze", "examples/ai-memory/supabase/migrations", "--rule", "replay_disagrees"],
    "replay_disagrees needs --replay",
  ],
  [
    [
      "analyze",
      "examples/ai-memory/supabase/migrations",
      "--replay",
      "--shadow-url",
      "postgres://u@127.0.0.1:1/y",
    ],
    "nothing listens there",
  ],
] as const)("%s is refused", async (words, message) => {
  const { code, stdout, stderr } = await runCli(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});
