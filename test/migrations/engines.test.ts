import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { EMBEDDED_MAJORS } from "../../src/shared/database/engine.ts";
import { STAND_INS } from "../../src/shared/migrations/prelude/stand_ins.ts";
import { openShadow, replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { testCache } from "../support/embedded.ts";
import { migrationFiles } from "../support/migration_files.ts";
import { LOOSE_OBJECTS, USES_OF_STAND_INS } from "../support/stand_in_uses.ts";

let parser: SqlParser;
let database: EmbeddedDatabase | undefined;
beforeAll(async () => {
  parser = await loadSqlParser();
});
afterEach(async () => {
  await database?.close();
  database = undefined;
});

describe.each(EMBEDDED_MAJORS)("Postgres %s embedded", (major) => {
  async function replayed(texts: Readonly<Record<string, string>>) {
    database = await openShadow({ cache: testCache(), major });
    return { database, result: await replay(database, migrationFiles(texts), { parser }) };
  }

  test("is of its version, with the vectors, the policies and the settings of a project", async () => {
    const { database, result } = await replayed({
      "1_a.sql": `create extension vector with schema extensions;
create table notes (id uuid primary key default gen_random_uuid(), owner uuid not null references auth.users, e extensions.vector(3));
create index on notes using hnsw (e extensions.vector_cosine_ops);
alter table notes enable row level security;
create policy own on notes using (owner = (select auth.uid()));
create type mood as enum ('good'); commit; alter type mood add value 'bad'; create table moods (mood mood default 'bad');`,
      "2_b.sql": "select nothing from nowhere;\ncreate table after_fault (id int);",
    });
    expect(result.faults.map(({ line, sqlstate }) => [line, sqlstate])).toEqual([
      [6, "55P04"],
      [1, "42P01"],
    ]);
    expect(
      await database.query(
        "select pg_catalog.current_setting('server_version_num')::int / 10000 as version, pg_catalog.current_setting('search_path') as path, to_regclass('public.after_fault') is not null as made",
      ),
    ).toEqual([{ version: major, path: '"$user", public, extensions', made: true }]);
  });

  test("has every extension that is stood in for, with its objects", async () => {
    const { database, result } = await replayed({ "1_a.sql": USES_OF_STAND_INS });
    expect(result.faults.map(({ message }) => message)).toEqual([
      expect.stringContaining('extension "nowhere" is not available'),
    ]);
    const stoodIn = result.stoodIn.map(({ name }) => name);
    // Postgres 18 was compiled with the real moddatetime.
    expect(stoodIn).toEqual(
      [...STAND_INS.keys()].filter((name) => major === 17 || name !== "moddatetime").sort(),
    );
    expect(await database.query(LOOSE_OBJECTS)).toEqual([]);
  });
});
