import { expect, test, vi } from "vitest";
import { type PathTest, testFresh, testRollback, testUpgrade } from "../../src/shared/runner/path_test.ts";
import { freshShadow } from "../support/embedded.ts";
import { makeProject } from "./project.ts";
import { folderOf, testOptions } from "./run_migrations.ts";

vi.setConfig({ testTimeout: 300_000 });

// The way of the migrations themselves, gone on embedded databases.

const TEXTS = {
  "001_a.sql": "create table a (id int primary key); alter table a enable row level security;",
  "002_b.sql": "create table b (id int); create index concurrently on b (id);",
  "003_c.sql": "alter table a add column note text default 'x';",
};

async function pathTest(
  texts: Readonly<Record<string, string>>,
  downs: Readonly<Record<string, string>> = {},
): Promise<PathTest> {
  return {
    folder: folderOf(texts, downs),
    options: await testOptions({ events: [] }, { detailsSql: null }),
    openEmpty: freshShadow,
  };
}

test("from empty: passes with times, or says where it fails", async () => {
  const passed = await testFresh(await pathTest(TEXTS));
  expect(passed).toMatchObject({ path: "fresh", passed: true, differences: [] });
  expect(passed.ran.map(({ version, duration_ms }) => [version, typeof duration_ms])).toEqual([
    ["001", "number"],
    ["002", "number"],
    ["003", "number"],
  ]);
  const failed = await testFresh(
    await pathTest({ ...TEXTS, "004_d.sql": "select 1;\nselect * from nothing;" }),
  );
  expect(failed).toMatchObject({
    passed: false,
    failure: { file: "migrations/004_d.sql", line: 2, sqlstate: "42P01" },
  });
});

test("from a version: the schema must be that of one run", async () => {
  expect(await testUpgrade(await pathTest(TEXTS), "002")).toMatchObject({ path: "upgrade", passed: true });
  await expect(testUpgrade(await pathTest(TEXTS), "007")).rejects.toMatchObject({ kind: "usage" });
  const byChance = {
    "001_a.sql": TEXTS["001_a.sql"],
    "002_b.sql": "do $$ begin execute format('create table by_chance_%s ()', md5(random()::text)); end $$",
  };
  const report = await testUpgrade(await pathTest(byChance), "001");
  expect(report.passed).toBe(false);
  expect(report.differences.map((text) => text.replace(/[0-9a-f]{32}/, "N"))).toEqual(
    expect.arrayContaining([
      "relation public.by_chance_N is missing",
      "relation public.by_chance_N is there, and should not be",
    ]),
  );
});

test("up, down, up: what a way back leaves is named", async () => {
  const downs = { "002_b.sql": "drop table b;", "003_c.sql": "alter table a drop column note;" };
  const passed = await testRollback(await pathTest(TEXTS, downs));
  expect(passed).toMatchObject({ path: "rollback", passed: true, differences: [] });
  expect(passed.ran.map(({ version }) => version)).toEqual(["001", "002", "003", "003", "002", "002", "003"]);
  const leaving = await testRollback(
    await pathTest(
      { ...TEXTS, "003_c.sql": "alter table a add column if not exists note text default 'x';" },
      { "003_c.sql": "alter table a alter column note drop default;" },
    ),
  );
  expect(leaving.passed).toBe(false);
  expect(leaving.differences.join("\n")).toMatch(/after the way back: .*note/);
  expect(leaving.differences.join("\n")).toMatch(/after the second way up: .*note/);
  await expect(testRollback(await pathTest(TEXTS))).rejects.toThrow(/003_c\.sql has no way back/);
});

test("the command prints times and differences; the exit code is the verdict", async () => {
  const project = await makeProject({
    "001_a.sql": TEXTS["001_a.sql"],
    "002_b.sql": "create table b (id int);",
    "down/002_b_down.sql": "select 1;",
  });
  try {
    const { code, stdout } = await project.migrate(
      "verify",
      "--fresh",
      "--upgrade-from",
      "001",
      "--rollback",
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fresh passed: 2 scripts in .*\nTIME .*FILE\n/);
    expect(stdout).toContain("upgrade passed: 2 scripts");
    expect(stdout).toMatch(/rollback failed: .*[\s\S]*relation "b" already exists/);
    await project.write({ "down/002_b_down.sql": "drop table b;" });
    const good = await project.migrate("verify", "--rollback", "--format", "json");
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ tests: [{ path: "rollback", passed: true }] });
  } finally {
    await project.remove();
  }
});
