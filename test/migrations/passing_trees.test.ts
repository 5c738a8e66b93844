import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openFolders } from "../../src/cli/migration_folders.ts";
import { analyse } from "../../src/shared/migrations/analysis.ts";
import { type FoundFolder, readFolders } from "../../src/shared/migrations/read_folders.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";

const FIXTURES = join(import.meta.dirname, "conflicts");

/** Texts whose places, or whose statements, are not where a plain reading would look for them. */
const HARD: Readonly<Record<string, string>> = {
  "20260101000000_mark.sql": "\ufeffcreate table public.café (id int, ключ text default 'ö');",
  "20260102000000_psql.sql":
    "\\set ON_ERROR_STOP on\ncreate table t (id int);\ncopy t from stdin;\n1\n\\.\nselect 1;",
  "20260103000000_broken.sql": "create table a (id int);\nthis is no SQL;\ncreate index on a (id);\n",
  "20260104000000_body.sql": `create function public.ö() returns int language plpgsql security definer as
    $$ begin execute 'select ' || current_setting('x'); return 1; end $$;
    do $$ begin execute format('create policy p on %I for all using (true)', 'a'); end $$;`,
  "20260105000000_start.sql": "select pg_catalog.set_config('search_path', '', false);",
  "20260105000000_down.sql": "drop table a;",
  "archive/20260106000000_old.sql": "select vault.create_secret('Zk3hX9qLw81mVb27Tn5R', 'name');",
};

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

function analysed(folders: readonly FoundFolder[], givesTreesUp: boolean) {
  return analyse(readFolders(folders, parser, { givesTreesUp }), {
    config: {},
    trigger: "cli",
    startedAt: "2026-01-01T00:00:00.000Z",
    clock: () => "2026-01-01T00:00:01.000Z",
    newId: () => "run",
  });
}

function hardFolder(): FoundFolder {
  const files = Object.entries(HARD).map(([path, text]) => ({
    path,
    file: `supabase/migrations/${path}`,
    bytes: new TextEncoder().encode(text),
  }));
  return { path: "supabase/migrations", files };
}

test("a tree that was given up is parsed to the same, places included, in any order", () => {
  const kept = readFolders([hardFolder()], parser).files.flatMap(({ statements }) => statements);
  const passing = readFolders([hardFolder()], parser, { givesTreesUp: true }).files.flatMap(
    ({ statements }) => statements,
  );
  expect(passing.length).toBe(kept.length);
  expect(kept.length).toBeGreaterThan(10);
  for (const index of [...kept.keys()].reverse()) {
    const [own, other] = [kept[index]?.statement, passing[index]?.statement];
    expect(other?.node).toEqual(own?.node);
    const { node: _tree, ...rest } = own ?? {};
    expect(other).toMatchObject(rest);
  }
});

test("an analysis says the same whether trees are kept or given up: hard texts", () => {
  const given = analysed([hardFolder()], true);
  expect(given.findings.length).toBeGreaterThan(3);
  expect(given).toEqual(analysed([hardFolder()], false));
});

describe("an analysis says the same whether trees are kept or given up", () => {
  for (const name of readdirSync(FIXTURES)) {
    test(name, () => {
      for (const example of ["bad", "good"]) {
        const folders = openFolders([join(FIXTURES, name, example)]);
        const given = analysed(folders, true);
        expect(given.inventory.folders.length).toBeGreaterThan(0);
        expect(given).toEqual(analysed(folders, false));
      }
    });
  }
});
