import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../../src/cli/migration_files.ts";
import { discoverMigrations } from "../../src/shared/migrations/discover.ts";

const entry = (name: string, text = "") => ({
  name,
  directory: false,
  bytes: new TextEncoder().encode(text),
});

test("files run in the order of the bytes of their names", () => {
  const names = [
    "9_c.sql",
    "10_b.sql",
    "20250119_x.sql",
    "20250119000001_x.sql",
    "999999_x.sql",
    "1_\u{10000}.sql",
    "1_\uffff.sql",
  ];
  const { files } = discoverMigrations(
    "m/",
    names.map((name) => entry(name)),
  );
  expect(files.map((file) => file.file)).toEqual([
    "m/10_b.sql",
    "m/1_\uffff.sql",
    "m/1_\u{10000}.sql",
    "m/20250119000001_x.sql",
    "m/20250119_x.sql",
    "m/999999_x.sql",
    "m/9_c.sql",
  ]);
});

test("version and name are what the CLI reads; the rest is left out with its reason", () => {
  const { files, skipped } = discoverMigrations("m", [
    entry("20200101000000_init.sql"),
    entry("001_a_b.sql", "\ufeffselect 1"),
    entry("002_.sql"),
    entry("003_a_down.sql"),
    entry("003_a.down.sql"),
    entry("010b_x.sql"),
    entry("030.sql"),
    entry("README.md"),
    { name: "old", directory: true, bytes: null },
  ]);
  expect(files.map((file) => [file.version, file.name, file.bytes])).toEqual([
    ["001", "a_b", 11],
    ["002", "", 0],
    ["20200101000000", "init", 0],
  ]);
  expect(skipped.map((item) => [item.file, item.reason])).toEqual([
    ["m/003_a.down.sql", "down"],
    ["m/003_a_down.sql", "down"],
    ["m/010b_x.sql", "name"],
    ["m/030.sql", "name"],
    ["m/README.md", "name"],
    ["m/old", "directory"],
  ]);
  expect(discoverMigrations("m", [entry("20200101000000_init.sql"), entry("3_x.sql")]).skipped).toEqual([
    { file: "m/20200101000000_init.sql", reason: "old_init" },
  ]);
});

test("a file that is not UTF-8 is named", () => {
  const wide = { name: "1_a.sql", directory: false, bytes: new Uint8Array([0xff, 0xfe, 0x73, 0]) };
  expect(() => discoverMigrations("m", [wide])).toThrow("m/1_a.sql is not UTF-8, it looks like UTF-16");
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-test-"));
  await mkdir(join(folder, "full", "inner.sql"), { recursive: true });
  await mkdir(join(folder, "empty"));
  await writeFile(join(folder, "full", "1_a.sql"), "select 1");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a folder is read, one that is missing or empty is an input error", async () => {
  const { files, skipped } = await readMigrations(join(folder, "full"));
  expect(files.map((file) => [file.name, file.text])).toEqual([["a", "select 1"]]);
  expect(skipped.map((item) => item.reason)).toEqual(["directory"]);
  await expect(readMigrations(join(folder, "none"))).rejects.toMatchObject({
    kind: "input",
    message: expect.stringContaining("does not exist"),
  });
  await expect(readMigrations(join(folder, "empty"))).rejects.toMatchObject({
    kind: "input",
    message: expect.stringContaining("there is no migration"),
  });
});
