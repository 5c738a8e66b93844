import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import { readBodyChecks } from "../../src/shared/catalog/body_checks.ts";
import { type LoadOptions, loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { parseSnapshot, serialiseSnapshot } from "../../src/shared/catalog/snapshot_file.ts";
import { type DebianServer, debianServer, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { corpus, identities, judgeBodies, judgeNames } from "./body_judges.ts";

const takenAt = "2026-01-01T00:00:00.000Z";
// Long enough for a machine that does much else.
const PATIENT = { budget: 120_000, lockTimeout: 10_000 };

let server: DebianServer;
beforeAll(async () => {
  server = await debianServer();
  if (!server.available) console.log(`skipped: ${server.reason}`);
});
beforeEach(({ skip }) => {
  if (!server.available) skip(server.reason);
});

function load(url: string, bodyChecks: LoadOptions["bodyChecks"] = PATIENT): Promise<CatalogSnapshot> {
  return onDatabase(url, (database) => loadSnapshot(database, { takenAt, bodyChecks }));
}

/** A database of its own with the SQL in it. */
async function databaseWith(sql: string): Promise<TestDatabase> {
  if (!server.available) throw new Error(server.reason);
  const own = await server.createTestDatabase();
  await onDatabase(own.url, (database) => database.execute(sql));
  return own;
}

function fixture(name: "bad" | "good"): string {
  return readFileSync(
    join(import.meta.dirname, "..", "rules", "function_body_broken", `${name}.sql`),
    "utf8",
  );
}

const BROKEN = `
  create table public.notes (id uuid);
  create function public.reads() returns bigint language plpgsql as $$
  begin
    return (select count(*) from public.note_versions);
  end $$;
  create function public.sound() returns bigint language plpgsql as $$ begin return 1; end $$;`;

describe("both judges agree", () => {
  test.each([
    ["bad.sql", fixture("bad")],
    ["good.sql", fixture("good")],
    ["corpus.sql", corpus().sql],
  ])("on %s", async (_name, sql) => {
    const own = await databaseWith(sql);
    const snapshot = await load(own.url);
    expect(snapshot.body_checks.judge).toBe("plpgsql_check 2.3");
    expect(snapshot.body_checks.gaps).toEqual([]);
    const checked = await judgeBodies(snapshot);
    const names = await judgeNames(snapshot);
    expect(identities(checked)).toEqual(identities(names));
    expect(checked.notEvaluated).toEqual(names.notEvaluated);
    const judges = new Set(checked.findings.map(({ evidence }) => evidence.judged_by));
    // Bodies in SQL are not plpgsql_check's.
    if (judges.size > 0) expect(judges).toEqual(new Set(["plpgsql_check 2.3", "names"]));
    await own.drop();
  });
});

describe("what plpgsql_check sees and names do not show", () => {
  let own: TestDatabase | undefined;
  let snapshot: CatalogSnapshot;
  beforeAll(async () => {
    if (!server.available) return;
    own = await databaseWith(`
      create table public.one (a integer, b integer);
      create table public.other (a integer);
      create table public.third (a integer);
      create type public.state as enum ('open');
      create function public.wrong_type() returns void language plpgsql as $$ begin update public.one set a = now(); end $$;
      create function public.no_return() returns integer language plpgsql as $$ begin perform 1; end $$;
      create function public.gone_label() returns boolean language plpgsql as $$ begin return 'closed'::public.state is null; end $$;
      create function public.divides() returns integer language plpgsql as $$ begin return 1 / 0; end $$;
      create function public.on_all() returns trigger language plpgsql as $$ begin new.b := 1; return new; end $$;
      create trigger on_all before insert on public.one for each row execute function public.on_all();
      create trigger on_all before insert on public.other for each row execute function public.on_all();
      create trigger on_all before insert on public.third for each row execute function public.on_all();
      create function public.two_shapes() returns integer language plpgsql as $$
      declare
        r record;
      begin
        if random() > 0.5 then select 1 as x into r; else select 2 as y into r; end if;
        return r.x;
      end $$;
      create function public.any_kind(anyelement) returns anyelement language plpgsql as $$ begin return $1; end $$;
      create function public.no_trigger() returns trigger language plpgsql as $$ begin return new; end $$;
      create function public.on_ddl() returns event_trigger language plpgsql as $$ begin perform missing from public.one; end $$;`);
    snapshot = await load(own.url);
  });
  afterAll(() => own?.drop());

  test("types, ends without RETURN, labels; the tables of a trigger, each shape once; event triggers", async () => {
    const { findings } = await judgeBodies(snapshot);
    const errors = findings.map(({ object, evidence }) => [object.name, evidence.errors]);
    const error = (sqlstate: string, rest: object = {}) => expect.objectContaining({ sqlstate, ...rest });
    expect(Object.fromEntries(errors)).toEqual({
      gone_label: [error("22P02", { line: 1 })],
      no_return: [error("2F005", { line: null })],
      on_all: [
        error("42703", { as_trigger_of: "public.other", message: 'record "new" has no field "b"', line: 1 }),
      ],
      on_ddl: [error("42703")],
      wrong_type: [error("42804", { line: 1, statement: "SQL statement" })],
    });
    expect(findings.find(({ object }) => object.name === "no_return")?.message).toBe(
      "public.no_return() fails at the end of its body (control reached end of function without RETURN).",
    );
  });

  test("a record of several shapes is not judged, and is named", async () => {
    const { notEvaluated } = await judgeBodies(snapshot);
    expect(notEvaluated.map(({ reason }) => reason)).toEqual([
      'public.two_shapes(): record "r" has no field "x" in line 6 of its body; record r is given rows of more than one shape',
    ]);
  });

  test("polymorphic routines and trigger functions without a trigger are left to the names", () => {
    const judged = new Set(snapshot.body_checks.routines.map(({ routine }) => routine));
    const left = snapshot.routines.filter(
      (routine) => routine.schema === "public" && routine.extension === null && !judged.has(routine.oid),
    );
    expect(left.map((routine) => routine.name)).toEqual(["any_kind", "no_trigger"]);
  });

  test("a saved snapshot is judged in the same way", async () => {
    const saved = parseSnapshot(serialiseSnapshot(snapshot));
    expect(await judgeBodies(saved)).toEqual(await judgeBodies(snapshot));
  });
});

describe("the audited database comes to no harm", () => {
  const CATALOGS = `
    select
      (select count(*) from pg_catalog.pg_extension)::text as extensions,
      (select count(*) from pg_catalog.pg_proc)::text as routines,
      (select count(*) from pg_catalog.pg_depend)::text as dependencies,
      (select count(*) from pg_catalog.pg_class)::text as relations,
      (select count(*) from pg_catalog.pg_stat_activity where state like 'idle in transaction%')::text as open`;

  test("nothing of the extension is left behind, and no lock", async () => {
    const own = await databaseWith(BROKEN);
    await onDatabase(own.url, async (database) => {
      const before = await database.query(CATALOGS);
      const snapshot = await loadSnapshot(database, { takenAt, bodyChecks: PATIENT });
      expect(snapshot.body_checks.routines).toHaveLength(2);
      expect(snapshot.extensions.map(({ name }) => name)).not.toContain("plpgsql_check");
      expect(await database.query(CATALOGS)).toEqual(before);
    });
    await own.drop();
  });

  test("where it is installed it is used in a read-only transaction, by any role", async () => {
    const own = await databaseWith(`${BROKEN} create extension plpgsql_check with schema extensions`);
    const { body_checks: checks } = await load(own.ownerUrl);
    expect(checks).toMatchObject({ judge: "plpgsql_check 2.3", gaps: [] });
    expect(checks.routines.map(({ errors }) => errors.map(({ sqlstate, line }) => [sqlstate, line]))).toEqual(
      [[["42P01", 3]], []],
    );
    await own.drop();
  });

  test.each([
    ["a role that may not create it", "", "cli_login_owner may not create it"],
    [
      "a read-only setting",
      "alter role cli_login_owner in database :name set default_transaction_read_only = on",
      "it would have to be made, and transactions of cli_login_owner are read-only",
    ],
  ])("%s: it is not run, which is said, and names judge", async (_title, setting, reason) => {
    const own = await databaseWith(BROKEN);
    const name = new URL(own.url).pathname.slice(1);
    await onDatabase(own.url, (database) => database.execute(setting.replace(":name", name)));
    const judgement = await judgeBodies(await load(own.ownerUrl));
    expect(judgement.notEvaluated).toEqual([
      { rule: "function_body_broken", reason: `plpgsql_check was not run: ${reason}` },
    ]);
    expect(identities(judgement)).toEqual(["public.reads()"]);
    // It is so every night: what names do not find any more is resolved.
    expect(judgement.fullyJudged).toEqual(["function_body_broken"]);
    expect(judgement.unjudged).toEqual([]);
    await own.drop();
  });

  test("a budget of 1 ms ends with the statement how many routines were left to the names", async () => {
    const own = await databaseWith(BROKEN);
    const snapshot = await load(own.url, { budget: 1 });
    const judgement = await judgeBodies(snapshot);
    expect(judgement.notEvaluated).toEqual([
      {
        rule: "function_body_broken",
        reason:
          "plpgsql_check stopped at its time budget of 1 ms: 2 of 2 routines were judged by names alone",
      },
    ]);
    expect(judgement.findings.map(({ evidence }) => evidence.judged_by)).toEqual(["names"]);
    // What it may find on another night is not resolved by this one.
    expect(judgement.unjudged).toHaveLength(2);
    await own.drop();
  });

  test("a locked table is waited for no longer than lock_timeout; its readers are left to the names", async () => {
    const own = await databaseWith(`${BROKEN}
      create function public.waits() returns bigint language plpgsql as $$ begin return (select count(*) from public.notes); end $$;
      create extension plpgsql_check with schema extensions`);
    await onDatabase(own.url, async (holder) => {
      await holder.transaction("write", async (session) => {
        await session.execute("lock table public.notes in access exclusive mode");
        await onDatabase(own.url, async (database) => {
          const snapshot = await loadSnapshot(database, { takenAt, bodyChecks: false });
          const checks = await readBodyChecks(database, snapshot, { budget: 60_000, lockTimeout: 50 });
          expect(checks.gaps).toEqual([
            {
              kind: "stopped",
              reason: expect.stringMatching(/could not judge 1 of 3 .* public\.waits\(\): /),
            },
          ]);
          expect(checks.routines).toHaveLength(2);
        });
      });
    });
    await own.drop();
  });

  test("an event trigger that refuses the extension stops the checks, not the audit", async () => {
    const own = await databaseWith(`${BROKEN}
      create function public.refuse() returns event_trigger language plpgsql as $$ begin raise exception 'no extensions here'; end $$;
      create event trigger refuse on ddl_command_start when tag in ('CREATE EXTENSION') execute function public.refuse();`);
    const { findings, notEvaluated } = await judgeBodies(await load(own.url));
    expect(notEvaluated.map(({ reason }) => reason)).toEqual([
      "plpgsql_check could not be run: no extensions here",
    ]);
    expect(findings).toHaveLength(1);
    await own.drop();
  });

  test("an audit of other rules does not run it", async () => {
    const own = await databaseWith(`${BROKEN}
      create table public.seen (event text);
      create function public.note() returns event_trigger language plpgsql as $$ begin raise exception 'run'; end $$;
      create event trigger note on ddl_command_start execute function public.note();`);
    const options = {
      config: {},
      trigger: "cli",
      source: "database",
      clock: () => takenAt,
      newId: () => "run",
    } as const;
    const reasons = (rules: readonly string[]) =>
      onDatabase(own.url, async (database) =>
        (await auditDatabase(database, { ...options, rules })).not_evaluated.map(({ reason }) => reason),
      );
    expect(await reasons(["hardcoded_secret"])).toEqual([]);
    expect(await reasons(["function_body_broken"])).toEqual(["plpgsql_check could not be run: run"]);
    await own.drop();
  });
});
