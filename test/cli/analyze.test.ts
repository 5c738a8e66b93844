import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataOfPage } from "../../src/html_report/page_data.ts";
import { ROOT, runCli } from "./run_cli.ts";

const HOSTILE = 'create table "</script>""\n::error::x" (id int references "nowhere<b>" (id));';

const FILES: Readonly<Record<string, string>> = {
  "app/supabase/migrations/20260101000000_start.sql":
    "create table a (id int primary key);\nalter table late add b int;\n",
  "app/supabase/migrations/20260102000000_late.sql": "create table late (id int references a (id));\n",
  "legacy/sql/one.sql": `${HOSTILE}\n`,
  "deploy/versions/001_up.sql": "create table up (id int);\n",
  "deploy/down/001_up.sql": "drop table up;\n",
  "prisma/migrations/20260101_init/migration.sql": "create table p (id int);\n",
  "node_modules/package/migrations/001_other.sql": "create table other (id int);\n",
  "tests/migrations/001_other.sql": "create table other (id int);\n",
  "empty/nothing.txt": "",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "supawarden-analyze-"));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const analyze = (...words: string[]) => runCli(["analyze", ...words], { cwd: folder });

/** Findings on order alone, so that new kinds of conflict change nothing here. */
const ORDER = ["--rule", "reference_before_creation", "object_never_created"];

describe("analyze", () => {
  test("without folders it finds all of the repository, and leaves out what is not its own", async () => {
    const { code, stdout, stderr } = await analyze(...ORDER, "--format", "json");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as {
      inventory: { folders: { path: string; layout: string; files: { file: string; down?: boolean }[] }[] };
    };
    expect(report.inventory.folders.map(({ path, layout, files }) => [path, layout, files.length])).toEqual([
      ["app/supabase/migrations", "supabase", 2],
      ["deploy/versions", "supabase", 2],
      ["legacy/sql", "plain", 1],
      ["prisma/migrations", "plain", 1],
    ]);
    expect(report.inventory.folders[1]?.files.map(({ file, down = false }) => [file, down])).toEqual([
      ["deploy/down/001_up.sql", true],
      ["deploy/versions/001_up.sql", false],
    ]);
  });

  test("a folder named twice, by two paths or by the folder around it, is read once", async () => {
    const named = ["app/supabase/migrations", "./app/supabase/migrations/", "app"];
    const { code, stdout } = await analyze(...named, "--format", "json");
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.inventory.folders).toHaveLength(1);
    expect(report.findings.map(({ rule }: { rule: string }) => rule)).not.toContain("folder_scattered");
  });

  test("findings of one object stand in the order of the lines, each with its place", async () => {
    const lines = Array.from({ length: 12 }, (_, index) => `insert into a values (${index});\n`);
    mkdirSync(join(folder, "rows"));
    writeFileSync(join(folder, "rows/1_a.sql"), `create table a (id int);\n${lines.join("")}`);
    writeFileSync(join(folder, "rows/02_b.sql"), "select 1;\n");
    const { stdout } = await analyze("rows", "--format", "json");
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; location?: { line: number } }[] };
    const rows = findings.filter(({ rule }) => rule === "data_statement");
    expect(rows.map(({ location }) => location?.line)).toEqual(lines.map((_, index) => index + 2));
    expect(findings.filter(({ location }) => location === undefined)).toEqual([]);
  });

  test("a link that leads nowhere is told, not passed over", async () => {
    mkdirSync(join(folder, "linked"));
    writeFileSync(join(folder, "linked/001_a.sql"), "select 1;\n");
    symlinkSync("nowhere.sql", join(folder, "linked/002_b.sql"));
    const { code, stdout, stderr } = await analyze("linked");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("linked/002_b.sql");
  });

  test("json has the shapes of the contract", async () => {
    const { stdout } = await analyze("app/supabase/migrations", ...ORDER, "--format", "json");
    const report = JSON.parse(stdout);
    expect(report.version).toBe(1);
    expect(report.run.source).toBe("migrations");
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      rule: "reference_before_creation",
      severity: "error",
      category: "migration",
      object: { kind: "relation", schema: "public", name: "late", identity: "public.late" },
      location: { file: "app/supabase/migrations/20260101000000_start.sql", line: 2, column: 1 },
      state: "new",
      docs: "docs/conflicts/reference_before_creation.md",
    });
    expect(report.inventory.folders[0].files[0]).toEqual({
      file: "app/supabase/migrations/20260101000000_start.sql",
      version: "20260101000000",
      name: "start",
      bytes: 65,
      statements: 2,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      domain: "core",
    });
    expect(report.objects).toContainEqual({
      identity: "public.a",
      kind: "relation",
      events: [{ file: "app/supabase/migrations/20260101000000_start.sql", line: 1, event: "create" }],
    });
    expect(report.dependencies).toContainEqual({ from: "public.late", to: "public.a", kind: "table" });
  });

  test("text shows the inventory, a code frame and the timeline", async () => {
    const { stdout } = await analyze("app/supabase/migrations", ...ORDER);
    expect(stdout).toContain("app/supabase/migrations: 2 files");
    expect(stdout).toMatch(/20260101000000_start\.sql\s+20260101000000\s+65 B\s+2\s+core\s+1/);
    expect(stdout).toContain("> 2 | alter table late add b int;");
    expect(stdout).toContain(
      "timeline: alter (fails) 20260101000000_start.sql:2 → create 20260102000000_late.sql:1",
    );
    expect(stdout.trimEnd().split("\n").at(-1)).toContain("1 finding (1 error, 0 warn, 0 info)");
  });

  test("github annotates the line", async () => {
    const { stdout } = await analyze("app/supabase/migrations", ...ORDER, "--format", "github");
    expect(stdout).toMatch(
      /^::error file=app\/supabase\/migrations\/20260101000000_start\.sql,line=2,col=1,title=reference_before_creation::public\.late/,
    );
  });

  test.each(["text", "json", "sarif", "junit", "markdown", "github", "gitlab", "csv", "html"])(
    "%s: a hostile name does no harm",
    async (format) => {
      const { stdout, code } = await analyze("legacy/sql", "--format", format);
      expect(code).toBe(1);
      expect(stdout).toContain("object_never_created");
      if (format === "text" || format === "github") {
        expect(stdout.split("\n").filter((line) => line.startsWith("::error::"))).toEqual([]);
      }
      if (format === "html" || format === "markdown") {
        // A fenced block shows SQL as it is; everything else is read as HTML.
        // The page has two elements of this kind, its data and its script; none comes from a name.
        if (format === "html") expect(stdout.match(/<\/?script/g)).toHaveLength(4);
        const read =
          format === "html"
            ? stdout.replaceAll(/<script.*?<\/script>/gs, "")
            : stdout.replaceAll(/^```sql$.*?^```$/gms, "");
        expect(read).not.toContain("</script>");
        expect(read).not.toContain("<b>nowhere");
        expect(read).not.toContain('"nowhere<b>"');
      }
    },
  );

  test("html draws timelines and dependencies, with the same as tables", async () => {
    const file = join(folder, "page.html");
    const { code, stdout } = await analyze("app/supabase/migrations", "--format", "html", "--output", file);
    expect([code, stdout]).toEqual([1, ""]);
    const { readFileSync } = await import("node:fs");
    const page = readFileSync(file, "utf8");
    expect(page).toMatch(/<svg class="track"/);
    expect(page).toContain("<title>relation public.late</title>");
    expect(page).toMatch(
      /<td><code class="object"><bdi>public\.late<\/bdi><\/code><\/td><td><code class="object"><bdi>public\.a<\/bdi><\/code><\/td><td>table<\/td>/,
    );
    const { inventory, objects } = JSON.parse(dataOfPage(page) ?? "");
    expect([inventory.folders.length, objects.length > 0]).toEqual([1, true]);
  });

  test("the configuration gives domains, severities, suppressions", async () => {
    const config = join(folder, "settings.json");
    writeFileSync(
      config,
      JSON.stringify({
        analyze: { domains: { slow: ["late"] } },
        rules: { reference_before_creation: { severity: "warn" }, object_never_created: { enabled: false } },
        suppressions: [
          { rule: "object_created_twice", object: "public.a", reason: "nothing there", owner: "me" },
        ],
      }),
    );
    const { code, stdout } = await analyze(
      "app/supabase/migrations",
      ...ORDER,
      "--config",
      config,
      "--format",
      "json",
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.findings[0].severity).toBe("warn");
    expect(report.inventory.folders[0].files[1].domain).toBe("slow");
    expect(report.not_evaluated).toEqual([
      { rule: "object_never_created", reason: "disabled in the configuration" },
    ]);
  });

  test("--fail-on none and a clean folder end with 0", async () => {
    expect((await analyze("app/supabase/migrations", "--fail-on", "none")).code).toBe(0);
    expect((await analyze("deploy/versions", ...ORDER)).code).toBe(0);
  });

  test.each([
    [["missing"], "cannot read missing: there is no such file or folder"],
    [["app/supabase/migrations/20260102000000_late.sql"], "part of the path is not a folder"],
    [["empty"], "there is no migration in empty"],
    [
      ["--rule", "object_created_twise"],
      'unknown rule "object_created_twise", did you mean "object_created_twice"?',
    ],
    [["--format", "xml"], "Allowed choices are"],
  ])("%j cannot be done: exit 2", async (words, message) => {
    const { code, stdout, stderr } = await analyze(...words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  test("a folder behind the rules is a folder", async () => {
    const before = await analyze(
      "app/supabase/migrations",
      "--rule",
      "table_without_rls",
      "--format",
      "json",
    );
    const behind = await analyze(
      "--format",
      "json",
      "--rule",
      "table_without_rls",
      "app/supabase/migrations",
    );
    const facts = ({ stdout }: { readonly stdout: string }) => {
      const { findings, inventory } = JSON.parse(stdout);
      return { findings, inventory };
    };
    expect(facts(behind)).toEqual(facts(before));
    expect(facts(behind).inventory.folders).toHaveLength(1);
  });

  test("nothing below the working directory: exit 2", async () => {
    const { code, stderr } = await runCli(["analyze"], { cwd: join(folder, "empty") });
    expect(code).toBe(2);
    expect(stderr).toContain("there is no migrations folder below");
  });

  test("paths are those of the repository, from wherever it is called", async () => {
    const { stdout } = await runCli(["analyze", "migrations", "--format", "json"], {
      cwd: join(ROOT, "examples", "ai-memory", "supabase"),
    });
    expect(JSON.parse(stdout).inventory.folders[0].path).toBe("examples/ai-memory/supabase/migrations");
  });
});
