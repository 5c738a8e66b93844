import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Config } from "../../src/shared/config.ts";
import { findConflict } from "../../src/shared/migrations/conflicts/mod.ts";
import { quoteIdent } from "../../src/shared/sql/ident.ts";
import { judgeConflict } from "../support/conflict_fixtures.ts";
import { conflictInput, type FolderFiles } from "../support/read_folders.ts";

const MIGRATIONS = "supabase/migrations";

async function judged(id: string, files: FolderFiles, options: { config?: Config; folder?: string } = {}) {
  const conflict = findConflict(id);
  if (conflict === undefined) throw new Error(`no conflict ${id}`);
  const input = await conflictInput({ [options.folder ?? MIGRATIONS]: files }, options.config);
  const { found, notEvaluated } = judgeConflict(conflict, input);
  return { found: found.map(({ identity, severity }) => `${severity} ${identity}`), notEvaluated };
}

/** Statements of one file each, in order. */
function files(...texts: readonly string[]): FolderFiles {
  return Object.fromEntries(texts.map((text, index) => [`2026010100000${index}_file.sql`, text]));
}

const TABLES =
  "create table public.a (id bigint); create table public.b (id bigint); create table public.c (id bigint);";
const LOOP = (query: string) => `do $$
declare t record;
begin
  for t in ${query} loop
    execute format('alter table public.%I enable row level security', t.tablename);
  end loop;
end $$;`;

describe("row level security that the text does not decide", () => {
  test("a loop over the catalogs is not evaluated, with what it leaves in doubt", async () => {
    const { found, notEvaluated } = await judged(
      "table_without_rls",
      files(
        TABLES,
        "alter table public.a enable row level security;",
        LOOP("select tablename from pg_tables where schemaname = 'public'"),
        "create table public.later (id bigint);",
      ),
    );
    expect(found).toEqual(["error public.later"]);
    expect(notEvaluated).toEqual([
      "20260101000002_file.sql:5 changes row level security for tables that its text does not name: 2 tables (public.b, public.c) can only be judged on a database",
    ]);
  });

  test("what comes after the loop decides again", async () => {
    const { found, notEvaluated } = await judged(
      "table_without_rls",
      files(
        TABLES,
        LOOP("select tablename from pg_tables"),
        "alter table public.a disable row level security; alter table public.b enable row level security; drop table public.c;",
      ),
    );
    expect(found).toEqual(["error public.a"]);
    expect(notEvaluated).toEqual([]);
  });

  test("a loop over names that stand in the text is read", async () => {
    for (const names of [
      "select unnest(array['a', 'b']) as tablename",
      "select * from (values ('a'), ('b')) v(tablename)",
    ]) {
      expect(await judged("table_without_rls", files(TABLES, LOOP(names)))).toEqual({
        found: ["error public.c"],
        notEvaluated: [],
      });
    }
  });

  test("so is a text that is put together in a variable", async () => {
    const block = `do $$
      declare names text[] := '{a,b}'; t text; q text;
      begin
        foreach t in array names loop
          q := 'alter table ' || quote_ident(t) || ' enable row level security';
          execute q;
        end loop;
      end $$;`;
    expect(await judged("table_without_rls", files(TABLES, block))).toEqual({
      found: ["error public.c"],
      notEvaluated: [],
    });
  });

  test("an event trigger that switches it on leaves later tables in doubt", async () => {
    const { found, notEvaluated } = await judged(
      "table_without_rls",
      files(
        "create table public.before (id bigint);",
        `create function private.on_table() returns event_trigger language plpgsql security definer as $$
         declare o record;
         begin
           for o in select * from pg_event_trigger_ddl_commands() loop
             execute format('alter table %s enable row level security', o.object_identity);
           end loop;
         end $$;
         create event trigger on_table on ddl_command_end execute function private.on_table();`,
        "create table public.after (id bigint);",
      ),
    );
    expect(found).toEqual(["error public.before"]);
    expect(notEvaluated).toHaveLength(1);
    expect(notEvaluated[0]).toContain("public.after");
  });

  test("a function of the folder that a migration calls counts like a block", async () => {
    const make = (query: string) => `create function public.switch_on() returns void language plpgsql as $f$
      declare t record;
      begin
        for t in ${query} loop
          execute format('alter table public.%I enable row level security', t.tablename);
        end loop;
      end $f$;`;
    const listed = make("select unnest(array['a', 'b', 'c']) as tablename");
    expect((await judged("table_without_rls", files(TABLES, listed))).found).toHaveLength(3);
    expect(await judged("table_without_rls", files(TABLES, listed, "select public.switch_on();"))).toEqual({
      found: [],
      notEvaluated: [],
    });
    const asked = make("select tablename from pg_tables");
    expect(
      (
        await judged(
          "table_without_rls",
          files(TABLES, asked, "do $$ begin perform public.switch_on(); end $$;"),
        )
      ).notEvaluated,
    ).toHaveLength(1);
  });
});

describe("policies in loops", () => {
  const POLICY =
    "create table public.a (id bigint); alter table public.a enable row level security; create policy p on public.a for all using (true);";
  const DROP = (condition: string) => `do $$
    declare p record;
    begin
      for p in select policyname, tablename from pg_policies where ${condition} loop
        execute format('drop policy %I on public.%I', p.policyname, p.tablename);
      end loop;
    end $$;`;

  test("that drop what the text does not name leave the policy in doubt", async () => {
    const { found, notEvaluated } = await judged(
      "rls_policy_always_true",
      files(POLICY, DROP("schemaname = 'public'")),
    );
    expect(found).toEqual([]);
    expect(notEvaluated).toHaveLength(1);
  });

  test("of another table do not", async () => {
    const other = "create table public.other (id bigint);";
    const { found, notEvaluated } = await judged(
      "rls_policy_always_true",
      files(POLICY, other, DROP("tablename = 'other'")),
    );
    expect(found).toEqual(["warn p on public.a"]);
    expect(notEvaluated).toEqual([]);
  });

  test("that make policies are not evaluated where they may be open", async () => {
    const make = (clause: string) => `do $$
      declare t text;
      begin
        foreach t in array array['a'] loop
          execute format('create policy %I on public.%I for ${clause}', t || '_all', t);
        end loop;
      end $$;`;
    const loop = (clause: string) =>
      judged("rls_policy_always_true", files("create table public.a (id bigint);", make(clause)));
    for (const open of [
      "all using (true)",
      "update to authenticated using (%s)",
      "insert with check (1 = 1)",
    ]) {
      expect(await loop(open), open).toEqual({
        found: [],
        notEvaluated: [
          "20260101000001_file.sql:5 makes policies that may let every row be written, by names that its text does not hold: they can only be judged on a database",
        ],
      });
    }
    for (const closed of [
      "select using (true)",
      "all to service_role using (true)",
      "all using (auth.uid() = id)",
    ]) {
      expect(await loop(closed), closed).toEqual({ found: [], notEvaluated: [] });
    }
  });
});

describe("schemas and paths", () => {
  test("only exposed schemas are judged", async () => {
    const texts = files(
      "create table public.a (id bigint); create table api.b (id bigint); create view api.v as select 1 as x;",
    );
    expect((await judged("table_without_rls", texts)).found).toEqual(["error public.a"]);
    expect(
      (await judged("table_without_rls", texts, { config: { exposed_schemas: ["api"] } })).found,
    ).toEqual(["error api.b"]);
    expect((await judged("view_without_security_invoker", texts)).found).toEqual([]);
    expect(
      (await judged("view_without_security_invoker", texts, { config: { exposed_schemas: ["api"] } })).found,
    ).toEqual(["warn api.v"]);
  });

  test("a name without a schema is made in the first schema of the path", async () => {
    const texts = files(
      "set search_path = app, public; create table a (id bigint);",
      "create table b (id bigint);",
    );
    expect((await judged("table_without_rls", texts)).found).toEqual(["error public.b"]);
  });

  test("a dump, which empties the path, is read", async () => {
    const texts = files(`\\restrict 3Xv
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;
CREATE TABLE public.a (id bigint);
COPY public.a (id) FROM stdin;
1
it's; not sql
\\.
ALTER TABLE ONLY public.a ENABLE ROW LEVEL SECURITY;
CREATE TABLE public.b (id bigint);
\\unrestrict 3Xv
`);
    expect((await judged("table_without_rls", texts)).found).toEqual(["error public.b"]);
  });

  test("a role that lost usage on the schema reaches nothing in it", async () => {
    const texts = files(
      "create table public.a (id bigint);",
      "revoke usage on schema public from anon, authenticated;",
    );
    expect((await judged("table_without_rls", texts)).found).toEqual([]);
  });

  test("what both roles lose by default privileges is not served", async () => {
    const texts = files(
      "alter default privileges in schema public revoke all on tables from anon, authenticated;",
      "create table public.a (id bigint);",
      "create table public.b (id bigint); grant select on public.b to anon;",
    );
    expect((await judged("table_without_rls", texts)).found).toEqual(["error public.b"]);
  });
});

describe("layouts of other tools", () => {
  test("a plain folder's down files take back, and its duplicates are warnings", async () => {
    const texts = {
      "001_a.up.sql": "select 1;",
      "001_a.down.sql": "drop table x;",
      "001_b.sql": "select 1;",
      "2.sql": "select 1;",
    };
    expect((await judged("version_duplicate", texts, { folder: "db/sql" })).found).toEqual(["warn 001"]);
    expect((await judged("unsafe_for_rollback", texts, { folder: "db/sql" })).found).toEqual([]);
  });

  test("Flyway orders by numbers and knows its own kinds of files", async () => {
    const texts = {
      "V1__a.sql": "select 1;",
      "V2__b.sql": "select 1;",
      "V10__c.sql": "select 1;",
      "U2__b.sql": "select 1;",
      "R__views.sql": "select 1;",
      "R__more.sql": "select 1;",
      "V2.0.1__d.sql": "select 1;",
    };
    expect((await judged("version_duplicate", texts, { folder: "db/migration" })).found).toEqual([]);
    expect((await judged("version_mixed_length", texts, { folder: "db/migration" })).found).toEqual([]);
    expect((await judged("file_name_invalid", texts, { folder: "db/migration" })).found).toEqual([]);
    expect(
      (await judged("version_duplicate", { ...texts, "V02__e.sql": "select 1;" }, { folder: "db/migration" }))
        .found,
    ).toEqual(["warn 2"]);
  });

  test("folders of two projects are judged apart", async () => {
    const conflict = findConflict("table_without_rls");
    const input = await conflictInput({
      "one/supabase/migrations": files("create table public.a (id bigint);"),
      "two/supabase/migrations": files("create table public.a (id bigint);"),
    });
    const { keys } = judgeConflict(conflict ?? expect.fail(), input);
    expect(new Set(keys).size).toBe(2);
    expect(judgeConflict(findConflict("folder_scattered") ?? expect.fail(), input).found).toEqual([]);
  });
});

describe("files that are hardly files", () => {
  const ODD: FolderFiles = {
    "20260101000000_empty.sql": "",
    "20260101000001_blank.sql": "\n  \n",
    "20260101000002_comment.sql": "-- nothing",
    "20260101000003_bom.sql": "\ufeff",
    "20260101000004_not_utf8.sql": new Uint8Array([0x63, 0xff, 0x80]),
    "20260101000005_utf16.sql": new Uint8Array([0xff, 0xfe, 0x63, 0x00]),
    "20260101000006_broken.sql": "create table (; do $$ begin if; end $$; create function f( as $$",
    "20260101000007_open.sql": "select 'open",
  };

  test("no conflict throws or reports what is not there", async () => {
    for (const id of [
      "table_without_rls",
      "data_statement",
      "security_definer_in_file",
      "hardcoded_secret",
      "vector_dimension_conflict",
      "write_without_where",
      "unsafe_for_rollback",
      "file_mixed_concerns",
      "file_too_large",
    ]) {
      expect(await judged(id, ODD), id).toEqual({ found: [], notEvaluated: [] });
    }
  });
});

// Any name that Postgres takes: up to 63 bytes without a zero byte.
const anyName = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter(
    (name) =>
      !name.includes("\u0000") && new TextEncoder().encode(name).length <= 63 && !/\p{Surrogate}/u.test(name),
  );

test("any name of a table comes out quoted, and its SQL heals it", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, async (name) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      const conflict = findConflict("table_without_rls") ?? expect.fail();
      const made = `create table public.${quoted} (id bigint);`;
      const [verdict] = [...conflict.check(await conflictInput({ [MIGRATIONS]: files(made) }))];
      if (verdict === undefined || "not_evaluated" in verdict) return expect.fail();
      expect(verdict.object.identity).toBe(`public.${quoteIdent(name)}`);
      const healed = await judged("table_without_rls", files(made, verdict.remediation.sql ?? ""));
      expect(healed.found).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("no finding on a secret holds it", async () => {
  const key = fc.stringMatching(/^[a-zA-Z0-9]{36}$/).filter((text) => /\d/.test(text) && /[A-Z]/.test(text));
  await fc.assert(
    fc.asyncProperty(key, async (text) => {
      const conflict = findConflict("hardcoded_secret") ?? expect.fail();
      const input = await conflictInput({
        [MIGRATIONS]: files(`insert into public.s values ('gh${"p_"}${text}');`),
      });
      const said = [...conflict.check(input)];
      expect(JSON.stringify(said)).not.toContain(text);
    }),
    { numRuns: 40 },
  );
});
