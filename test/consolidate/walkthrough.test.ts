import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../../src/cli/migration_files.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { CACHE, LAUNCHER, ROOT } from "../cli/run_cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { installVectorStandIn } from "../support/vector_stand_in.ts";
import { ledgerText } from "./project.ts";

// The guide, command by command, on the example and a production that has run it.

const GUIDE = join(ROOT, "docs/guides/consolidation.md");

let project: string;
let database: TestDatabase;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "supawarden-guide-"));
  await cp(join(ROOT, "examples/ai-memory"), project, { recursive: true });
  const first = join(project, "supabase/migrations/001_ai_agents_tables.sql");
  // The server has no pgvector; what stands in for it knows no parameters of indexes.
  await writeFile(first, (await readFile(first, "utf8")).replace(" with (lists = 100)", ""));
  database = await createTestDatabase();
  const { files } = await readMigrations(join(project, "supabase/migrations"));
  const parser = await loadSqlParser();
  await onDatabase(database.url, async (server) => {
    await installVectorStandIn(server, "extensions");
    await replay(server, files, { parser });
    // Too many dimensions for pgvector, but not for what stands in for it.
    await server.execute("drop index public.idx_chunks_embedding");
  });
}, 120_000);
afterAll(async () => {
  await rm(project, { recursive: true, force: true });
  await database.drop();
});

/** Lines of the guide's shell blocks with the exit code that a comment names. */
async function commands(): Promise<readonly { readonly line: string; readonly code: number }[]> {
  const blocks = [...(await readFile(GUIDE, "utf8")).matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  return blocks
    .flatMap(([, block = ""]) => block.trim().split("\n"))
    .map((line) => ({ line, code: Number(/# exit (\d)/.exec(line)?.[1] ?? 0) }));
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(line: string): Promise<Ran> {
  // Nobody sits at the terminal who could be asked.
  const unasked = / (?:adopt|undo) /.test(line) ? `${line} --yes` : line;
  const script = `npx() { shift; "${process.execPath}" "${LAUNCHER}" "$@"; }\n${unasked}`;
  const env = { ...process.env, CI: "1", SUPAWARDEN_CACHE_DIR: CACHE, SUPABASE_DB_URL: database.url };
  return new Promise((resolve) => {
    execFile("bash", ["-c", script], { cwd: project, env, maxBuffer: 1024 ** 3 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

test("from chaos to a baseline that production knows, and back", { timeout: 900_000 }, async () => {
  const old = await readdir(join(project, "supabase/migrations"), { recursive: true });
  const before = await ledgerText(database.url);
  const ran = new Map<string, Ran>();
  const ledgers = new Map<string, string>();
  for (const { line, code } of await commands()) {
    const result = await run(line);
    expect(result.code, `${line}\n${result.stdout}\n${result.stderr}`).toBe(code);
    const word = /consolidate (\w+)|migrate (\w+)/.exec(line)?.[0] ?? line;
    ran.set(word, result);
    ledgers.set(word, await ledgerText(database.url));
  }

  expect([...ran.keys()].filter((word) => word.startsWith("consolidate"))).toEqual([
    "consolidate plan",
    "consolidate write",
    "consolidate prove",
    "consolidate adopt",
    "consolidate undo",
  ]);
  const plan = await readFile(join(project, "PLAN.md"), "utf8");
  expect(plan).toContain("nothing is left to decide");
  expect(plan).toContain("vector(384)");
  const { decisions } = JSON.parse(await readFile(join(project, "supawarden.consolidation.json"), "utf8"));
  expect(decisions).toContainEqual(
    expect.objectContaining({ id: "merge:public.ai_memories:public.memories", choice: "keep_both" }),
  );
  expect(ran.get("consolidate write")?.stdout).toContain("39 files become 1; proved");
  const archived = await readdir(join(project, "supabase/migrations_archive"), { recursive: true });
  expect(archived.sort()).toEqual(old.sort());
  expect(await readFile(join(project, "supabase/CONSOLIDATION.md"), "utf8")).toContain("## Proof");
  expect(ran.get("consolidate prove")?.stdout).toContain("parity: the same");

  const [baseline = ""] = await readdir(join(project, "supabase/migrations"));
  const version = baseline.slice(0, 14);
  expect(ledgers.get("consolidate prove")).toBe(before);
  expect(ledgers.get("consolidate adopt")?.split("\n(")).toHaveLength(1);
  expect(ledgers.get("consolidate adopt")).toContain(`(${version},`);
  expect(ran.get("migrate status")?.stdout).toContain(version);
  expect(ledgers.get("consolidate undo")).toBe(before);
});
