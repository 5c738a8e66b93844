import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openFolders } from "../../src/cli/migration_folders.ts";
import { parseConfig } from "../../src/shared/config.ts";
import { type Analysis, analyse } from "../../src/shared/migrations/analysis.ts";
import { readFolders } from "../../src/shared/migrations/read_folders.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";

// PLANTED.md says by hand what stands in the example: the analysis must say exactly that.
const EXAMPLE = join(import.meta.dirname, "..", "..", "examples", "ai-memory");

function rows(heading: string): readonly (readonly string[])[] {
  const text = readFileSync(join(EXAMPLE, "PLANTED.md"), "utf8");
  const start = text.indexOf(`## ${heading}`);
  const end = text.indexOf("\n## ", start + 1);
  return text
    .slice(start, end === -1 ? undefined : end)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| |\|$/g, "").trim()));
}

const unquoted = (cell = "") => cell.replace(/^`|`$/g, "");

let analysis: Analysis;
beforeAll(async () => {
  const folder = join(EXAMPLE, "supabase", "migrations");
  analysis = analyse(readFolders(openFolders([folder]), await loadSqlParser()), {
    config: parseConfig(JSON.parse(readFileSync(join(EXAMPLE, "supawarden.config.json"), "utf8"))),
    trigger: "cli",
    startedAt: "2026-01-01T00:00:00.000Z",
    clock: () => "2026-01-01T00:00:01.000Z",
    newId: () => "run",
  });
});

const place = (file: string, line: number | undefined) =>
  `${file.replace(/^.*supabase\/migrations\//, "")}:${line}`;

describe("the conflicts of the example", () => {
  const planted = rows("Conflicts in the folder");
  const openEnded = new Set(rows("At least").map(([id]) => id));
  const ids = [...new Set(planted.map(([id = ""]) => id))];

  test.each(ids)("%s", (id) => {
    const expected = planted
      .filter(([own]) => own === id)
      .map(([, object, where]) => `${unquoted(object)} ${where}`)
      .sort();
    const found = analysis.findings
      .filter(({ rule }) => rule === id)
      .map(
        ({ object, location }) =>
          `${object.identity.replace("examples/ai-memory/", "")} ${location === undefined ? "" : place(location.file, location.line)}`,
      )
      .sort();
    if (openEnded.has(id)) expect(found).toEqual(expect.arrayContaining(expected));
    else expect(found).toEqual(expected);
  });
});

/** The notes of the tables on conflicts that one event of the timeline tells. */
describe("what the notes say", () => {
  const finding = (rule: string, identity: string) =>
    analysis.findings.find((each) => each.rule === rule && each.object.identity === identity);

  test.each(
    rows("Conflicts in the folder").filter(([, , , note = ""]) => /\b(?:created|enabled) in \d/.test(note)),
  )("%s %s names the later file", (rule = "", object = "", _place = "", note = "") => {
    const later = /(?:created|enabled) in (\S+?:\d+)/.exec(note)?.[1];
    expect(finding(rule, unquoted(object))?.message).toContain(later);
  });

  test("statements that fail in their train are counted with their cause", () => {
    const cascades = (rule: string, identity: string) => {
      const found = finding(rule, identity)?.evidence.cascades;
      return Array.isArray(found) ? found.length : 0;
    };
    expect(cascades("reference_before_creation", "public.learning_stage")).toBe(2);
    expect(cascades("object_never_created", "public.compute_nodes")).toBe(1);
    expect(cascades("object_never_created", "public.user_sessions")).toBe(0);
  });

  test("every statement that fails in a replay has its finding", () => {
    const told = new Set(
      analysis.findings.flatMap(({ location, evidence }) => {
        const own = location === undefined ? [] : [place(location.file, location.line)];
        const more = [evidence.cascades, evidence.fails_for_lack_of_a_column].flatMap((list) =>
          Array.isArray(list)
            ? (list as { file: string; line: number }[]).map(({ file, line }) => place(file, line))
            : [],
        );
        return [...own, ...more];
      }),
    );
    const failing = rows("Statements that fail in a replay").filter(
      ([id]) => id !== "vector_index_dimension_limit",
    );
    for (const [id, , where = ""] of failing) expect(told, id).toContain(where);
  });
});

describe("what lies in the folder", () => {
  test("files in the order in which they run, with those that do not", () => {
    const files = analysis.inventory.folders[0]?.files ?? [];
    expect(files).toHaveLength(42);
    expect(
      files
        .filter(({ skipped }) => skipped !== undefined)
        .map(({ file, skipped }) => [place(file, 0), skipped]),
    ).toEqual([
      ["010b_fix_policies.sql:0", "name"],
      ["archive/000_first_draft.sql:0", "subfolder"],
    ]);
    expect(files.find(({ down }) => down)?.undoes).toBe("005_widget_versions.sql");
    const domain = (name: string) => files.find(({ file }) => file.endsWith(name))?.domain;
    expect(domain("001_ai_agents_tables.sql")).toMatch(/agents|memory/);
    expect(domain("003_enhanced_memory_tables.sql")).toBe("memory");
    expect(domain("040_enable_extensions.sql")).toBe("extensions");
    expect(domain("036_api_secrets_management.sql")).toBe("security");
    expect(domain("002_production_schema_fixed.sql")).toBe("core");
  });

  test("an object with its events", () => {
    const events = analysis.objects.find(
      ({ identity }) => identity === "public.ollama_chat(text,text)",
    )?.events;
    expect(events?.map(({ file, line, event }) => [place(file, line), event])).toEqual([
      ["20250119_ollama_ai_functions.sql:2", "replace"],
      ["20250119_ollama_ai_functions_simple.sql:2", "replace"],
      ["20250119_ollama_via_nginx.sql:2", "replace"],
    ]);
  });

  test("dependencies of every kind", () => {
    const all = analysis.dependencies.map(({ from, to, kind }) => `${from} → ${to} (${kind})`);
    expect(all).toEqual(
      expect.arrayContaining([
        "public.ai_agents → auth.users (table)",
        "public.ai_memories → vector (extension)",
        "public.messages → public.message_role (type)",
        "patterns_touch on public.patterns → public.touch_updated_at() (function)",
        '"projects: team reads" on public.projects → private.is_team_member(uuid) (policy)',
        "public.user_directory → auth.users (table)",
        "public.handle_new_user() → public.profiles (table)",
      ]),
    );
  });
});
