import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { parse } from "smol-toml";
import { afterEach, describe, expect, it } from "vitest";
import { withInstallation, withoutInstallation } from "../../src/cli/init/config_toml.ts";
import { ROOT, runCli } from "./run_cli.ts";

const MIGRATION = "20250101000000_notes.sql";
const NOTES = `create table public.notes (id bigint primary key, body text);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using (true);
create table public.open_notes (id bigint primary key);
`;
const SETTINGS = `project_id = "notes"

[db]
major_version = 17

[db.vault]
other = "env(OTHER)"
`;

const folders: string[] = [];

async function project(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-init-"));
  folders.push(folder);
  const all = {
    "supabase/config.toml": SETTINGS,
    [`supabase/migrations/${MIGRATION}`]: NOTES,
    "package.json": '{\n    "name": "notes",\n    "scripts": { "test": "true" }\n}\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const init = (cwd: string, ...words: string[]) => runCli(["init", ...words], { cwd });

async function everything(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts: Record<string, string> = {};
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath, file.name);
    texts[path.slice(folder.length + 1)] = await readFile(path, "utf8");
  }
  return texts;
}

describe("supawarden init", { timeout: 300_000 }, () => {
  it("prints the plan, and changes nothing, with --dry-run and where nobody can be asked", async () => {
    const folder = await project();
    const before = await everything(folder);

    const dry = await init(folder, "--dry-run");
    const unasked = await init(folder);

    expect([dry.code, unasked.code]).toEqual([0, 2]);
    expect(dry.stdout).toContain("create  supabase/functions/audit/index.ts");
    expect(unasked.stderr).toContain("--yes");
    expect(await everything(folder)).toEqual(before);
  });

  it("installs what passes its own audit, accepts today's findings, and has nothing to do the second time", async () => {
    const folder = await project();

    const first = await init(folder, "--yes", "--owner", "ana");
    const written = await everything(folder);
    const second = await init(folder, "--yes");
    const audit = await runCli(["audit", "--fail-on", "warn", "--format", "json"], { cwd: folder });

    expect(first.code, first.stderr).toBe(0);
    expect(second.code).toBe(0);
    expect(second.stdout).not.toMatch(/^(?:create|update|remove) /m);
    expect(await everything(folder)).toEqual(written);
    const config = JSON.parse(written["supawarden.config.json"] ?? "") as {
      suppressions: { rule: string; object: string; owner: string; expires_at: string }[];
    };
    expect(config.suppressions).toContainEqual(
      expect.objectContaining({ rule: "rls_disabled_in_public", object: "public.open_notes", owner: "ana" }),
    );
    expect(audit.code, audit.stderr).toBe(0);
    expect(audit.stderr).not.toContain("failed in the replay");
    const report = JSON.parse(audit.stdout) as { findings: { object: { schema?: string } }[] };
    expect(report.findings.filter((finding) => finding.object.schema === "supawarden")).toEqual([]);
    expect(JSON.parse(written["package.json"] ?? "").scripts).toMatchObject({
      test: "true",
      "migrate:verify": expect.stringContaining("supawarden@"),
    });
  });

  it("adds to the tables that config.toml has, and leaves every other line alone", async () => {
    const folder = await project();
    await init(folder, "--yes");

    const settings = parse(await readFile(join(folder, "supabase/config.toml"), "utf8"));

    expect(settings).toMatchObject({
      project_id: "notes",
      db: {
        major_version: 17,
        vault: { other: "env(OTHER)", supawarden_token: "env(SUPAWARDEN_TRIGGER_TOKEN)" },
      },
      functions: { audit: { verify_jwt: false }, verify: { verify_jwt: false } },
    });
  });

  it("fails only on what is new after the first day", async () => {
    const folder = await project();
    await init(folder, "--yes");
    await writeFile(
      join(folder, "supabase/migrations/29990101000000_more.sql"),
      "create table public.more (id bigint primary key);",
    );

    const audit = await runCli(["audit", "--format", "json"], { cwd: folder });

    expect(audit.code).toBe(1);
    const report = JSON.parse(audit.stdout) as {
      findings: { severity: string; suppression?: object; object: { identity: string } }[];
    };
    const counting = report.findings.filter((each) => each.severity === "error" && !each.suppression);
    expect(new Set(counting.map((each) => each.object.identity))).toEqual(new Set(["public.more"]));
  });

  it("stops at a function of the user's own, and at one of its own that was edited", async () => {
    const own = await project({ "supabase/functions/audit/index.ts": "Deno.serve(() => new Response());" });
    const edited = await project();
    await init(edited, "--yes");
    const file = join(edited, "supabase/functions/verify/index.ts");
    await writeFile(file, `${await readFile(file, "utf8")}// mine\n`);

    const [atOwn, atEdited] = [await init(own, "--yes"), await init(edited, "--yes")];
    const forced = await init(edited, "--yes", "--force");

    expect(atOwn).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("supabase/functions/audit/index.ts is a function of your own"),
    });
    expect(await readdir(join(own, "supabase/migrations"))).toEqual([MIGRATION]);
    expect(atEdited).toMatchObject({ code: 2, stderr: expect.stringContaining("was edited since") });
    expect(forced.code).toBe(0);
    expect(await readFile(file, "utf8")).not.toContain("// mine");
  });

  it("brings the snippets for reports, keeps one that was edited, and takes the others out again", async () => {
    const folder = await project({ "supabase/snippets/mine.sql": "select 1;" });
    const snippets = () => readdir(join(folder, "supabase/snippets"));
    await init(folder, "--yes");
    expect(await snippets()).toEqual(expect.arrayContaining(["mine.sql", "supawarden_health.sql"]));
    expect(await readdir(join(folder, "supabase/notebooks"))).toEqual(["supawarden.json"]);
    const edited = join(folder, "supabase/snippets/supawarden_health.sql");
    await writeFile(edited, "select 'mine';");

    await init(folder, "--yes");
    expect(await readFile(edited, "utf8")).toBe("select 'mine';");
    await init(folder, "--uninstall", "--yes");
    expect((await snippets()).sort()).toEqual(["mine.sql", "supawarden_health.sql"]);
  });

  it("takes itself out again, byte for byte, but for what the ledger names", async () => {
    const folder = await project();
    const before = await everything(folder);
    await init(folder, "--yes");

    const out = await init(folder, "--uninstall", "--yes");
    const after = await everything(folder);

    expect(out.code, out.stderr).toBe(0);
    expect(Object.keys(after).filter((path) => path.startsWith("supabase/snippets/"))).toEqual([]);
    const ours = /_supawarden_|^supawarden\.config\.json$/;
    expect(Object.fromEntries(Object.entries(after).filter(([path]) => !ours.test(path)))).toEqual({
      ...before,
      "package.json": `${JSON.stringify(JSON.parse(before["package.json"] ?? ""), null, 4)}\n`,
    });
    const uninstall = Object.entries(after).find(([path]) => path.endsWith("_supawarden_uninstall.sql"));
    expect(uninstall?.[1]).toContain("cron.unschedule");
    expect(uninstall?.[1]).not.toContain("drop schema");
  });

  it.each([
    { words: [], again: ["supawarden_schedule"] },
    { words: ["--drop-data"], again: ["supawarden_schema", "supawarden_schedule"] },
  ])("can be installed once more after --uninstall $words", async ({ words, again }) => {
    const folder = await project();
    await init(folder, "--yes");
    await init(folder, "--uninstall", "--yes", ...words);

    const back = await init(folder, "--yes");
    const audit = await runCli(["audit", "--fail-on", "none"], { cwd: folder });

    expect(back.code, back.stderr).toBe(0);
    for (const name of again) expect(back.stdout).toMatch(new RegExp(`create  \\S+_${name}\\.sql`));
    expect(/^create {2}\S+_supawarden_runs\.sql/m.test(back.stdout)).toBe(words.length > 0);
    expect(audit.stderr).not.toContain("failed in the replay");
  });

  it("says where it has to be run", async () => {
    const folder = await mkdtemp(join(tmpdir(), "supawarden-init-"));
    folders.push(folder);

    const result = await init(folder, "--yes");

    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining("supabase/config.toml") });
  });
});

describe("the entries in config.toml", () => {
  const line = fc.oneof(
    fc.constantFrom("[db]", "[db.vault]", "[functions.audit]", "[edge_runtime]", "", "# comment", "x = 1"),
    fc.constantFrom('a = """', "[ functions . verify ]", "[api] # note", "verify_jwt = true"),
  );

  it("can be taken out again without a trace, whatever stands around them", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, ends) => {
        const text = lines.join("\n") + (ends ? "\n" : "");
        let installed: string;
        try {
          parse(text);
          installed = withInstallation(text);
        } catch {
          return;
        }
        taken += 1;
        expect(withoutInstallation(installed)).toBe(text);
        expect(withInstallation(installed)).toBe(installed);
        expect(parse(installed)).toMatchObject({ db: { vault: { supawarden_url: expect.anything() } } });
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it("keeps the example's settings", async () => {
    const text = await readFile(join(ROOT, "examples/ai-memory/supabase/config.toml"), "utf8");

    expect(withoutInstallation(withInstallation(text))).toBe(text);
  });
});
