import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { quoteLiteral } from "../../src/shared/sql/ident.ts";
import { findingOn, makeStore, nightOf, runId, storeNight } from "../support/store.ts";
import { ENGINES } from "./engines.ts";

const SNIPPETS = join(import.meta.dirname, "..", "..", "supabase", "snippets");
const snippets = readdirSync(SNIPPETS).map(
  (name) => [name, readFileSync(join(SNIPPETS, name), "utf8")] as const,
);

const notes = findingOn("notes");
const files = findingOn("files", {
  severity: "warn",
  rule: "no_primary_key",
  remediation: { safety: "review", note: "Choose a key." },
});
const agreed = findingOn("agreed");
const configured = findingOn("configured", {
  suppression: { reason: "as planned", owner: "ada", expires_at: "2999-01-01T00:00:00Z" },
});
const gone = findingOn("gone");

describe.each(ENGINES)("on the %s database", (_name, open) => {
  let database: Database;
  let dispose: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    ({ database, dispose } = await open());
    await makeStore(database);
    await storeNight(database, { n: 1, findings: [notes, gone, agreed, configured] });
    await storeNight(database, { n: 2, findings: [notes, files, agreed, configured] });
    await database.execute(
      `insert into supawarden.suppressions (fingerprint, reason, owner, expires_at)
       values (${quoteLiteral(agreed.fingerprint)}, 'until the move', 'grace', now() + interval '9 days 1 hour')`,
    );
  });

  afterAll(() => dispose?.());

  const rows = (sql: string) => database.query<Record<string, unknown>>(sql);

  test("the service role may read every view, the roles of the Data API none", async () => {
    const found = await rows(
      `select cl.relname::text as name, ro.rolname::text as role
       from pg_catalog.pg_class cl
       cross join pg_catalog.pg_roles ro
       where cl.relnamespace = 'supawarden'::regnamespace and cl.relkind = 'v'
         and ro.rolname in ('anon', 'authenticated', 'service_role')
         and has_table_privilege(ro.oid, cl.oid, 'select')
       order by 1, 2`,
    );
    expect(found).toHaveLength(9);
    expect(new Set(found.map(({ role }) => role))).toEqual(new Set(["service_role"]));
  });

  test("findings_to_fix: what counts, worst first, with its repair", async () => {
    const found = await rows("select * from supawarden.findings_to_fix");
    expect(found.map(({ object }) => object)).toEqual(["public.notes", "public.files"]);
    expect(found[0]).toMatchObject({
      severity: "error",
      repair_sql: "alter table public.notes enable row level security;",
      repair_safety: "review",
      state: "open",
    });
    expect(found[1]).toMatchObject({ repair_sql: null, repair_note: "Choose a key.", state: "new" });
    expect(found[0]?.days_open).toBe(Math.floor((Date.now() - Date.parse(nightOf(1))) / 86_400_000));
  });

  test("open_findings_by_rule counts them", async () => {
    expect(
      await rows("select severity, rule, findings::int, objects::int from supawarden.open_findings_by_rule"),
    ).toEqual([
      { severity: "error", rule: "rls_disabled_in_public", findings: 1, objects: 1 },
      { severity: "warn", rule: "no_primary_key", findings: 1, objects: 1 },
    ]);
  });

  test("accepted_findings: by whom and for how long, wherever it was accepted", async () => {
    expect(
      await rows(
        "select object, owner, reason, accepted_in, days_left < 100 as soon, days_left = 10 as ten from supawarden.accepted_findings",
      ),
    ).toEqual([
      {
        object: "public.agreed",
        owner: "grace",
        reason: "until the move",
        accepted_in: "suppression",
        soon: true,
        ten: true,
      },
      {
        object: "public.configured",
        owner: "ada",
        reason: "as planned",
        accepted_in: "configuration",
        soon: false,
        ten: false,
      },
    ]);
  });

  test("recent_changes: what came and went, newest first", async () => {
    const found = await rows("select became, object, run_id from supawarden.recent_changes limit 3");
    expect(found.slice(0, 2)).toEqual([
      { became: "resolved", object: "public.gone", run_id: runId(2) },
      { became: "new", object: "public.files", run_id: runId(2) },
    ]);
    expect(found[2]).toMatchObject({ became: "new", run_id: runId(1) });
  });

  test("run_history: newest first, with seconds and counts", async () => {
    const found = await rows(
      "select id, status, seconds::float8, errors, resolved_findings from supawarden.run_history",
    );
    expect(found.map(({ id }) => id)).toEqual([runId(2), runId(1)]);
    expect(found[0]).toMatchObject({ status: "succeeded", seconds: 1.5, resolved_findings: 1 });
  });

  test("alert_deliveries: what did not arrive comes first", async () => {
    await database.execute(
      `insert into supawarden.alerts
         (idempotency_key, run_id, channel, channel_type, payload, next_attempt_at, created_at, delivered_at, dead, last_error)
       values
         ('a', '${runId(1)}', 'sent', 'log', '{}', now(), now(), now(), false, null),
         ('b', '${runId(1)}', 'late', 'log', '{}', now(), now() - interval '1 hour', null, false, 'busy'),
         ('c', '${runId(1)}', 'dead', 'log', '{}', now(), now() - interval '2 hours', null, true, 'gone')`,
    );
    const found = await rows(
      "select channel, status, next_attempt_at is not null as again from supawarden.alert_deliveries where channel <> 'night log'",
    );
    expect(found).toEqual([
      { channel: "late", status: "waiting", again: true },
      { channel: "dead", status: "given up", again: false },
      { channel: "sent", status: "delivered", again: false },
    ]);
  });

  test.each(snippets)("snippet %s runs, and its comment says how it is shown", async (_file, sql) => {
    expect(sql).toMatch(/^-- .*Report block: (chart, x axis \w+, y axis \w+|table)/);
    await rows(sql);
    const [, x, y] = /x axis (\w+), y axis (\w+)/.exec(sql) ?? [];
    if (x === undefined || y === undefined) return;
    await rows(`select ${x}, ${y}::numeric from (${sql.replace(/;\s*$/, "")}) shown`);
  });
});
