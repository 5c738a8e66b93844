import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServer } from "../../src/shared/database/server.ts";
import type { CheckName, Verdict } from "../../src/shared/verify/verdict.ts";
import { runCli } from "../cli/run_cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";

// A live database against the manifest of its migrations, without a name in the configuration.

const START = `create schema app;
create table app."Odd ""name""" (id bigint primary key);
create table public.notes (id bigint primary key, body text not null default 'x', made timestamptz);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using ((select auth.uid()) is not null);
create index notes_made on public.notes (made);
create view public.recent with (security_invoker = on) as select id from public.notes;
create materialized view app.daily as select made from public.notes;
create index daily_made on app.daily (made);
`;

let live: TestDatabase;
let folder: string;
let manifest: string;

beforeAll(async () => {
  live = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "supawarden-expected-objects-"));
  manifest = join(folder, "expected.json");
  await writeFile(join(folder, "20250101000000_start.sql"), START);
  for (const words of [
    ["manifest", folder, "--output", manifest],
    ["migrate", "up", "--db-url", live.url, "--migrations", folder, "--yes"],
  ]) {
    const { code, stderr } = await runCli(words);
    if (code !== 0) throw new Error(stderr);
  }
}, 120_000);
afterAll(async () => {
  await live?.drop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function verify(...words: string[]): Promise<(name: CheckName) => string> {
  const { stdout, stderr } = await runCli(["verify", "--db-url", live.url, "--format", "json", ...words]);
  if (stdout === "") throw new Error(stderr);
  const { checks } = JSON.parse(stdout) as Verdict;
  return (name) => {
    const found = checks.find((check) => check.name === name);
    return `${found?.status}: ${found?.message}`;
  };
}

async function change(sql: string): Promise<void> {
  const database = openServer({ url: live.url });
  try {
    await database.execute(sql);
  } finally {
    await database.close();
  }
}

const BY_OBJECTS: readonly CheckName[] = ["required_tables", "table_structure", "critical_indexes"];

describe("verify with a manifest", { timeout: 120_000 }, () => {
  test("judges tables, their structure and their indexes by it; without one nothing is known of them", async () => {
    const judged = await verify("--manifest", manifest);
    expect(BY_OBJECTS.map(judged)).toEqual([
      "pass: Every table of the manifest exists.",
      "pass: Every table has the columns and constraints of the manifest.",
      "pass: Every index of the manifest exists as it should be.",
    ]);
    const blind = await verify();
    for (const name of BY_OBJECTS) expect(blind(name)).toMatch(/^not_evaluated: /);
  });

  test("names what was changed by hand, and counts what says nothing of rows to no check", async () => {
    await change(`
      alter table public.notes alter column body drop not null;
      alter table public.notes add column hand text;
      drop index public.notes_made;
      comment on column public.notes.made is 'when';
      drop view public.recent;
    `);
    const judged = await verify("--manifest", manifest);
    expect(judged("required_tables")).toMatch(/^pass: /);
    expect(judged("table_structure")).toBe(
      "fail: Not as the manifest says: public.notes.body (not null), public.notes.hand is unexpected.",
    );
    expect(judged("critical_indexes")).toBe(
      "fail: Not as the manifest says: index public.notes_made is missing.",
    );
  });

  test("a missing table takes its columns and indexes along, a missing schema its tables", async () => {
    await change('drop table app."Odd ""name"""; drop materialized view app.daily;');
    const judged = await verify("--manifest", manifest);
    expect(judged("required_tables")).toBe('fail: Not as the manifest says: app."Odd ""name""" is missing.');
    expect(judged("table_structure")).toContain('app."Odd ""name""" is missing');
    expect(judged("critical_indexes")).toContain("app.daily is missing");
    await change("drop schema app cascade");
    expect((await verify("--manifest", manifest))("required_tables")).toBe(
      "fail: Not as the manifest says: schema app is missing.",
    );
  });

  test("the configuration's names are asked for beside it, and the manifest's dimensions without them", async () => {
    const config = join(folder, "config.json");
    await writeFile(config, JSON.stringify({ verify: { required_tables: ["public.zzzzzzzz"] } }));
    const asked = await verify("--manifest", manifest, "--config", config);
    expect(asked("required_tables")).toBe(
      "fail: Not as the manifest says: schema app is missing. public.zzzzzzzz is missing.",
    );
    const sized = {
      ...JSON.parse(await readFile(manifest, "utf8")),
      vector_dimensions: { "public.notes.e": 3 },
    };
    await writeFile(manifest, JSON.stringify(sized));
    expect((await verify("--manifest", manifest))("vector_dimensions")).toContain(
      "public.notes.e has no such column instead of dimension 3",
    );
  });
});
