import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adminUrl } from "../support/servers.ts";
import { databaseUrl } from "../support/test_cluster.ts";
import { type CliOptions, LAUNCHER, runCli } from "./run_cli.ts";

const PASSWORD = "Very-secret-7/word";
const ENCODED = encodeURIComponent(PASSWORD);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Exit code 2, one clear line and a hint on stderr, nothing on stdout, no password. */
async function expectRefusal(
  words: readonly string[],
  message: RegExp,
  options: CliOptions = {},
): Promise<void> {
  const result = await runCli(words, { cwd: folder, ...options });
  expect(result).toMatchObject({ code: 2, stdout: "" });
  const lines = result.stderr.trimEnd().split("\n");
  expect(lines[0]).toMatch(message);
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(result.stderr).not.toContain(PASSWORD);
  expect(result.stderr).not.toContain(ENCODED);
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

describe("wrong usage", () => {
  it.each([
    [["audit", "--fromat", "json"], /unknown option '--fromat' \(Did you mean --format\?\)/],
    [["audti"], /unknown command 'audti' \(Did you mean audit\?\)/],
    [["audit", "--format", "yaml"], /argument 'yaml' is invalid/],
    [["audit", "--fail-on", "fatal"], /argument 'fatal' is invalid/],
    [["audit", "here"], /too many arguments/],
    [
      ["audit", "--snapshot", "x", "--rule", "rls_disabled_in_publi"],
      /did you mean "rls_disabled_in_public"\?/,
    ],
    [["audit", "--snapshot", "x", "--category", "rsl"], /unknown category "rsl", did you mean "rls"\?/],
    [
      ["audit", "--snapshot", "x", "--rule", "no_primary_key", "--category", "vector", "rls"],
      /none of the rules of --rule is of a category of --category/,
    ],
    [["audit", "--migrations", "a", "--snapshot", "b"], /--migrations and --snapshot exclude each other/],
    [["audit", "--store", "--snapshot", "b"], /--store needs a live database/],
    [["audit"], /no database was named/],
    [["rules", "explain", "rls_disabled"], /unknown rule "rls_disabled"/],
    [["serve", "--port", "99999"], /argument '99999' is invalid/],
  ])("refuses %j", async (words, message) => {
    await expectRefusal(words, message);
  });

  it("prints help on stderr when no command is given", async () => {
    const result = await runCli([], { cwd: folder });
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain("Exit codes:");
  });
});

describe("configuration", () => {
  it.each([
    ["trailing comma", '{\n  "rules": {},\n}', /config\.json:3:1: this is not JSON/],
    ["word", '{"rules": nope}', /config\.json:1:11: this is not JSON/],
    ["end", '{"rules": {', /config\.json:1:12: this is not JSON/],
    ["unknown key", '{"rule": {}}', /unknown key "rule", did you mean "rules"\?/],
    ["unknown rule", '{"rules": {"rls_disabled_in_publi": {}}}', /did you mean "rls_disabled_in_public"\?/],
  ])("names the place of a fault: %s", async (_name, text, message) => {
    const config = await file("config.json", text);
    await expectRefusal(["audit", "--snapshot", "x", "--config", config], message);
  });

  it("refuses a named file that is missing and one that is not UTF-8", async () => {
    await expectRefusal(["audit", "--snapshot", "x", "--config", "none.json"], /cannot read none\.json/);
    const config = await file("latin.json", Uint8Array.of(0x7b, 0xe9, 0x7d));
    await expectRefusal(["audit", "--snapshot", "x", "--config", config], /is not UTF-8/);
  });
});

describe("databases", () => {
  it.each([
    ["not a URL", "nonsense", /the database URL is not a URL/],
    ["another scheme", `https://x:${ENCODED}@host/`, /starts with "https:/],
    ["unencoded password", "postgres://u:Very-secret@7@host/db", /unencoded character/],
    [
      "host down",
      `postgres://u:${ENCODED}@127.0.0.1:1/postgres`,
      /cannot reach .*127\.0\.0\.1:1.*nothing listens/,
    ],
    ["stray percent sign", "postgres://u:Very%secret@127.0.0.1:1/db", /percent sign that encodes nothing/],
    ["unknown sslmode", `postgres://u:${ENCODED}@127.0.0.1:1/db?sslmode=on`, /unknown sslmode "on"/],
    ["certificate", `postgres://u:${ENCODED}@127.0.0.1:1/db?sslrootcert=ca.crt`, /by sslrootcert/],
    ["unknown host", `postgres://u:${ENCODED}@no.such.host.invalid/postgres`, /does not resolve/],
  ])("says what is wrong with the address: %s", async (_name, url, message) => {
    await expectRefusal(["audit", "--db-url", url], message);
  });

  it("refuses a wrong password, a missing database, and does so from the environment too", async () => {
    const url = await adminUrl();
    const wrong = new URL(url);
    wrong.password = ENCODED;
    await expectRefusal(["audit", "--db-url", wrong.href], /refused the credentials/);
    await expectRefusal(["verify"], /refused the credentials/, { env: { SUPABASE_DB_URL: wrong.href } });
    await expectRefusal(["audit", "--db-url", databaseUrl(url, "not_there")], /there is no such database/);
  });

  it("tells a server without TLS and an unknown parameter from a database that is down", async () => {
    const url = await adminUrl();
    await expectRefusal(["audit", "--db-url", `${url}?sslmode=require`], /no secure connection to/);
    await expectRefusal(["audit", "--db-url", `${url}?nonsense=1`], /configuration parameter "nonsense"/);
  });

  it("keeps the placeholder of the password in hints", async () => {
    const { stderr } = await runCli(["audit", "--db-url", "nonsense"], { cwd: folder });
    expect(stderr).toContain("postgres://USER:PASSWORD@HOST:PORT/DATABASE");
  });
});

describe("files", () => {
  it("refuses folders without migrations and files that are no SQL", async () => {
    await expectRefusal(["audit", "--migrations", "none"], /cannot read none: it does not exist/);
    await mkdir(join(folder, "empty"), { recursive: true });
    await expectRefusal(["audit", "--migrations", "empty"], /there is no migration in empty/);
    await file("utf16/20260101000000_a.sql", Uint8Array.of(0xff, 0xfe, 0x61, 0x00));
    await expectRefusal(
      ["audit", "--migrations", "utf16"],
      /20260101000000_a\.sql is not UTF-8, it looks like UTF-16/,
    );
    await file("prose/20260101000000_a.sql", "Dear reader, this is a letter and no statement.\n");
    await expectRefusal(["audit", "--migrations", "prose"], /20260101000000_a\.sql is not SQL: line 1/);
  });

  it("refuses a snapshot that is none", async () => {
    await expectRefusal(["audit", "--snapshot", "none.json"], /cannot read none\.json/);
    await expectRefusal(["audit", "--snapshot", await file("s.json", "{}")], /not a catalog snapshot/);
    await expectRefusal(["verify", "--snapshot", await file("s.json", "[")], /the snapshot is not JSON/);
  });
});

const noFullDevice = !existsSync("/dev/full");
if (noFullDevice) console.log("skipped: this system has no /dev/full to write to");
it.skipIf(noFullDevice)("says that the result could not be written", async () => {
  const words = `"${process.execPath}" "${LAUNCHER}" rules > /dev/full`;
  const result = spawnSync("sh", ["-c", words], { encoding: "utf8" });
  expect(result.status).toBe(2);
  expect(result.stderr).toMatch(/^supawarden: cannot write to stdout: the disk is full\n.*\n$/);
});

it("writes nothing when it refuses", async () => {
  const before = (await readdir(folder)).sort();
  await expectRefusal(
    [
      "audit",
      "--db-url",
      "postgres://u@127.0.0.1:1/x",
      "--output",
      "out.txt",
      "--save-snapshot",
      "snap.json",
    ],
    /cannot reach/,
  );
  await expectRefusal(
    ["serve", "--db-url", "postgres://u@127.0.0.1:1/x", "--config", "none.json"],
    /cannot read/,
  );
  expect((await readdir(folder)).sort()).toEqual(before);
});
