import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { backupMigrations } from "../../src/cli/consolidate/backup_migrations.ts";
import { ROOT, runCli } from "../cli/run_cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { applyMigrations, ledgerText, project } from "./project.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const CHAIN = {
  "20260101000000_notes.sql": `
    create table public.notes (id bigint generated always as identity primary key, owner uuid, text text default 'it''s "new" \\ ä');
    alter table public.notes enable row level security;
    create policy own on public.notes using (owner = (select auth.uid()));`,
  "20260102000000_kind.sql": `
    alter table public.notes add column kind varchar(8) check (kind in ('a', 'b'));
    create statistics public.notes_kinds (dependencies) on owner, kind from public.notes;
    alter table public.notes alter column text set statistics 500, alter column text set storage external;
    create view public.kinds with (security_invoker = true) as select kind, count(*) from public.notes group by kind;
    insert into public.notes (kind) values ('a');`,
};
const BASELINE = { "20260103000000_baseline.sql": Object.values(CHAIN).join("\n") };

/** Columns that the hosted ledger has beside those of the CLI; the tests' own roles have no rights there. */
const HOSTED = `
  revoke all on schema public, extensions from cli_login_owner;
  alter table supabase_migrations.schema_migrations
    add column created_by text, add column idempotency_key text unique, add column rollback text[];
  update supabase_migrations.schema_migrations
    set created_by = 'someone@example.com', idempotency_key = 'key-' || version, rollback = array['drop table "x"', null]`;

async function production(url: string): Promise<void> {
  await applyMigrations(url, CHAIN);
  await onDatabase(url, (database) => database.execute(HOSTED));
}

describe("adopt and undo", () => {
  let database: TestDatabase;
  let folder: Awaited<ReturnType<typeof project>>;
  const adopt = (...flags: string[]) =>
    runCli([
      "consolidate",
      "adopt",
      "--db-url",
      database.url,
      "--migrations",
      join(folder.folder, "old"),
      "--baseline",
      join(folder.folder, "new"),
      ...flags,
    ]);
  const change = (...statements: string[]) =>
    onDatabase(database.url, (session) => session.execute(statements.join(";\n")));
  const undo = (...flags: string[]) => runCli(["consolidate", "undo", "--db-url", database.url, ...flags]);

  beforeAll(async () => {
    database = await createTestDatabase();
    await production(database.url);
    folder = await project({
      ...Object.fromEntries(Object.entries(CHAIN).map(([name, text]) => [`old/${name}`, text])),
      ...Object.fromEntries(Object.entries(BASELINE).map(([name, text]) => [`new/${name}`, text])),
    });
  });
  afterAll(async () => {
    await folder.remove();
    await database.drop();
  });

  test("only where it is wanted and production is the same, by ledger rows alone, and back byte for byte", async () => {
    const lost =
      "insert into supabase_migrations.schema_migrations (version, name) values ('20251231000000', 'lost')";
    await change(lost, "alter policy own on public.notes using (true)");
    const before = await ledgerText(database.url);

    const unasked = await adopt();
    expect(unasked.code).toBe(1);
    expect(unasked.stdout).toContain("20251231000000");
    const named = ["--remove", "20251231000000"];
    const noTerminal = await adopt(...named);
    expect(noTerminal.code).toBe(2);
    expect(noTerminal.stderr).toContain("20260102000000");
    expect(noTerminal.stderr).toContain("there is no terminal to ask on");

    const other = await adopt(...named, "--yes");
    expect(other.code).toBe(1);
    expect(other.stdout).toContain("own on public.notes");
    expect(other.stdout).toContain("differs in production");
    await change("alter policy own on public.notes using (owner = (select auth.uid()))");

    const dry = await adopt(...named, "--dry-run");
    expect(dry.stderr).toBe("");
    expect(dry.stdout).toContain("dry run: nothing was changed; the ledger would hold 1 rows");
    expect(dry.code).toBe(0);
    expect(await ledgerText(database.url)).toBe(before);

    const adopted = await adopt(...named, "--yes", "--format", "json");
    expect(adopted.stderr).toContain("20260102000000");
    expect(adopted.code).toBe(0);
    const result = JSON.parse(adopted.stdout);
    expect(result).toMatchObject({
      outcome: "adopted",
      added: [{ version: "20260103000000", name: "baseline" }],
      parity: { verdict: "same" },
    });
    expect(result.removed.map((row: { version: string }) => row.version).sort()).toEqual([
      "20251231000000",
      "20260101000000",
      "20260102000000",
    ]);
    expect(await ledgerText(database.url)).toMatch(/^\(20260103000000,"\{/);
    expect(JSON.parse((await adopt("--yes", "--format", "json")).stdout).outcome).toBe("nothing_to_do");

    expect((await undo("--dry-run")).code).toBe(0);
    const undone = await undo("--yes");
    expect(undone.stdout).toContain("byte for byte");
    expect(await ledgerText(database.url)).toBe(before);
    const again = await undo("--yes");
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("there is nothing to undo");
  });
});

describe("killed at any statement, the ledger is the old one or the new one", () => {
  const run = promisify(execFile);
  let script: string;
  let folder: string;
  let databases: readonly TestDatabase[];
  const start = (url: string, what: string, limit: number) =>
    run(process.execPath, [
      script,
      url,
      String(limit),
      what,
      JSON.stringify(CHAIN),
      JSON.stringify(BASELINE),
    ]).then(
      ({ stdout }) => stdout,
      (error: { signal?: string; stderr: string }) => {
        if (error.signal === "SIGKILL") return "killed";
        return error.stderr;
      },
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(ROOT, "node_modules", ".cache", "killed-"));
    script = join(folder, "killed_adoption.mjs");
    await build({
      entryPoints: [join(ROOT, "test/consolidate/killed_adoption.ts")],
      outfile: script,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
    });
    const one = await createTestDatabase();
    const other = await createTestDatabase();
    databases = [one, other];
    for (const { url } of databases) {
      await production(url);
      await onDatabase(url, async (session) => {
        for (const sql of await backupMigrations()) await session.execute(sql);
      });
    }
  }, 120_000);
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    for (const database of databases) await database.drop();
  });

  /** Kills at each statement in turn until it was too late for that; returns every state that the ledger had. */
  async function statesOf(url: string, what: string): Promise<readonly string[]> {
    const first = await ledgerText(url);
    const states = [first];
    for (let limit = 0; limit < 100; limit++) {
      const answer = await start(url, what, limit);
      const state = await ledgerText(url);
      if (!states.includes(state)) states.push(state);
      // Committed, and killed just after it; or never killed, which a statement more would have been.
      if (state !== first) return states;
      expect(answer).toBe("killed");
    }
    throw new Error(`${what} takes more than 100 statements`);
  }

  test("of adopt, and of undo", { timeout: 600_000 }, async () => {
    const [one = "", other = ""] = databases.map(({ url }) => url);
    const old = await ledgerText(one);
    expect(await start(other, "adopt", 100_000)).toBe("done\n");
    const adopted = await ledgerText(other);
    const [whileAdopting, whileUndoing] = await Promise.all([
      statesOf(one, "adopt"),
      statesOf(other, "undo"),
    ]);
    expect(whileAdopting).toEqual([old, adopted]);
    expect(whileUndoing).toEqual([adopted, old]);
    expect(await start(one, "undo", 100_000)).toBe("done\n");
    expect(await ledgerText(one)).toBe(old);
  });

  test("two at once: one adopts, the other says why not", { timeout: 120_000 }, async () => {
    const [{ url } = { url: "" }] = databases;
    const answers = await Promise.all([start(url, "adopt", 100_000), start(url, "adopt", 100_000)]);
    expect(answers.filter((answer) => answer === "done\n")).toHaveLength(1);
    expect(
      answers.filter((answer) =>
        /another process migrates or adopts|has changed since the plan|lock timeout/.test(answer),
      ),
    ).toHaveLength(1);
  });
});
