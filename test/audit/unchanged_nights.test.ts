import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditAndStore, type StoredAuditOptions } from "../../src/shared/audit/recorded_audit.ts";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { getFinding, listFindings } from "../../src/shared/store/findings.ts";
import { getRun } from "../../src/shared/store/runs.ts";
import { addSuppression, removeSuppression } from "../../src/shared/store/suppressions.ts";
import { ENGINES, type Engine } from "../store/engines.ts";
import { freshShadow } from "../support/embedded.ts";
import { findingOn, makeStore, nightOf, runId, watched } from "../support/store.ts";
import { databaseUrl, onDatabase, startCluster, TEMPLATE } from "../support/test_cluster.ts";

// Findings of rules on definitions and on live figures, suppressed and allowed ones, acceptances that match nothing.
const SCHEMA = `
  drop schema if exists night cascade;
  create schema night;
  grant usage on schema night to anon;
  create table night.open_one (id bigint primary key, body text);
  create table night.open_two (id bigint primary key, password text);
  create table night.accepted (id bigint primary key);
  create table night.allowed (id bigint primary key);
  grant select on all tables in schema night to anon;
  create function night.definer(n int) returns int language plpgsql security definer as 'begin return n; end';
`;
const CONFIG = parseConfig({
  exposed_schemas: ["public", "night"],
  rules: {
    rls_disabled_in_public: { allow: [{ object: "night.allowed", reason: "public data", owner: "ana" }] },
    role_bypasses_rls: { enabled: false },
    // Says how long ago the last run was, which these nights are not.
    audit_overdue: { enabled: false },
    sensitive_columns_exposed: { allow: [{ object: "night.never", reason: "of a live rule", owner: "ana" }] },
  },
  suppressions: [
    { rule: "rls_disabled_in_public", object: "night.accepted", reason: "legacy", owner: "ana" },
    { rule: "*", object: "night.open_o*", reason: "used by any rule", owner: "ana" },
    { rule: "rls_disabled_in_public", object: "night.nothing", reason: "matches nothing", owner: "ana" },
    {
      rule: "rls_disabled_in_public",
      object: "night.x",
      reason: "long over",
      owner: "ana",
      expires_at: "2020-01-01",
    },
  ],
});

// A server of its own: roles are a whole cluster's, and other test files make and drop some.
const SERVER: Engine = async () => {
  const { state, server } = await startCluster("npm");
  if (!state.available) throw new Error(state.reason);
  await onDatabase(state.url, (admin) => admin.execute(`create database nights template ${TEMPLATE}`));
  await onDatabase(state.url, (admin) => admin.execute("grant create on database nights to cli_login_owner"));
  const database = openServer({ url: databaseUrl(state.url, "nights", "cli_login_owner") });
  return {
    database,
    dispose: async () => {
      await database.close();
      await server?.stop();
    },
  };
};

const engines: readonly (readonly [name: string, open: Engine])[] = [
  ...ENGINES.filter(([name]) => name === "embedded"),
  ["server", SERVER],
];

describe.each(engines)("on the %s database", (_name, open) => {
  let database: Database;
  let dispose: (() => Promise<void>) | undefined;
  let n = 0;
  beforeAll(async () => {
    ({ database, dispose } = await open());
  });
  afterAll(() => dispose?.());
  beforeEach(async () => {
    await database.execute("drop schema if exists supawarden cascade");
    await makeStore(database);
    await database.execute(SCHEMA);
    n = 0;
  });

  /** Audits night `n`; says of what it was told that has changed, `undefined` where it compared nothing. */
  async function night({
    through,
    ...options
  }: Partial<StoredAuditOptions> & { readonly through?: Database } = {}) {
    n += 1;
    const at = nightOf(n);
    let changes: readonly string[] | undefined;
    const report = await auditAndStore(through ?? database, {
      config: CONFIG,
      trigger: "cron",
      source: "database",
      clock: () => at,
      newId: () => runId(n),
      onCompared: (comparison) => {
        changes = comparison.changes;
      },
      ...options,
    });
    return { report, changes, run: await getRun(database, report.run.id) };
  }

  test("the report is the one that a full audit gives", async () => {
    const first = await night();
    expect(first.changes).toBeUndefined();
    const rules = new Set(first.report.findings.map((finding) => finding.rule));
    expect([...rules]).toEqual(
      expect.arrayContaining([
        "rls_disabled_in_public",
        "sensitive_columns_exposed",
        "security_definer_function",
      ]),
    );
    expect(first.report.summary).toMatchObject({ hidden: 1 });
    expect(first.report.summary.suppressed).toBeGreaterThan(1);
    const quiet = await night();
    expect(quiet.changes).toEqual([]);
    expect(quiet.run).toMatchObject({ status: "succeeded", unchanged_since: runId(1) });
    const full = await night({ full: true });
    expect(full.changes).toBeUndefined();
    expect(full.run).not.toHaveProperty("unchanged_since");
    expect(timeless(quiet.report)).toEqual(timeless(full.report));
    expect(keyOrder(quiet.report)).toEqual(keyOrder(full.report));
    // A run that nothing changed since is told from then on.
    expect((await night()).run).toMatchObject({ unchanged_since: full.report.run.id });
    expect((await night()).run).toMatchObject({ unchanged_since: full.report.run.id });
  });

  test("findings live on: states, events and last sight follow as on any night", async () => {
    const first = (await night()).report;
    const [finding] = first.findings;
    if (finding === undefined) throw new Error("no finding");
    expect(finding.state).toBe("new");
    const second = (await night()).report;
    expect(second.findings.every((found) => found.state === "open")).toBe(true);
    expect(second.summary).toMatchObject({ new: 0, reopened: 0, resolved: 0 });
    await night();
    expect(await getFinding(database, finding.fingerprint)).toMatchObject({
      state: "open",
      first_seen_at: nightOf(1),
      last_seen_at: nightOf(3),
      events: [
        { at: nightOf(1), state: "new" },
        { at: nightOf(2), state: "open", previous_state: "new" },
      ],
    });
    await database.execute("alter table night.open_two enable row level security");
    const changed = await night();
    expect(changed.changes).toContain("pg_class");
    expect(changed.report.summary.resolved).toBeGreaterThan(0);
    const resolved = (await listFindings(database, { state: "resolved", limit: 99 })).findings;
    await night();
    // What was resolved stays so, with the time at which it was.
    expect((await listFindings(database, { state: "resolved", limit: 99 })).findings).toEqual(resolved);
    await database.execute("alter table night.open_two disable row level security");
    expect((await night()).report.summary.reopened).toBeGreaterThan(0);
    const after = await night();
    expect(after.report.summary).toMatchObject({ reopened: 0, new: 0 });
    expect(after.changes).toEqual([]);
  });

  test("rules on live figures are judged anew", async () => {
    const rowsSeen = (report: Report) =>
      report.findings.find((found) => found.rule === "sensitive_columns_exposed")?.evidence.estimated_rows;
    await night();
    await database.execute("insert into night.open_two select n, 'secret' from generate_series(1, 50) n");
    await database.execute("analyze night.open_two");
    const grown = await night();
    expect(grown.changes).toEqual([]);
    expect(rowsSeen(grown.report)).toBe(50);
    expect(rowsSeen((await night()).report)).toBe(50);
  });

  test("what the definitions read is not read", async () => {
    await night();
    const statements: string[] = [];
    const quiet = await night({ through: watched(database, (sql) => statements.push(sql)) });
    expect(quiet.changes).toEqual([]);
    expect(statements.join("\n")).not.toContain("evt.evtname");
    expect(statements.filter((sql) => sql.includes("insert into supawarden.findings"))).toHaveLength(1);
    statements.length = 0;
    await night({ full: true, through: watched(database, (sql) => statements.push(sql)) });
    expect(statements.join("\n")).toContain("evt.evtname");
  });

  test("an operator's suppression counts from the next run on, and no longer once it is taken back", async () => {
    const { report } = await night();
    const finding = report.findings.find((found) => found.object.identity === "night.open_two");
    if (finding === undefined) throw new Error("no finding");
    const { id } = await addSuppression(database, {
      fingerprint: finding.fingerprint,
      reason: "known",
      owner: "ben",
      expires_at: nightOf(4),
    });
    const suppressed = (await night()).report;
    expect(suppressed.summary.suppressed).toBe(report.summary.suppressed + 1);
    expect((await night()).report.summary.suppressed).toBe(report.summary.suppressed + 1);
    n += 1;
    const expired = await night();
    expect(expired.changes).toEqual([]);
    expect(expired.report.summary.suppressed).toBe(report.summary.suppressed);
    await removeSuppression(database, id);
    expect((await night()).report.summary.suppressed).toBe(report.summary.suppressed);
  });

  test.each<[string, Partial<StoredAuditOptions>]>([
    ["another configuration", { config: { ...CONFIG, exposed_schemas: ["public"] } }],
    ["a severity of the configuration", { config: withSeverity(CONFIG) }],
    ["findings from elsewhere", { extraFindings: [findingOn("elsewhere")] }],
  ])("%s makes the next run judge everything", async (_title, options) => {
    await night();
    const changed = await night(options);
    expect(changed.changes).toEqual(["version, rules or configuration"]);
    expect(changed.run).not.toHaveProperty("unchanged_since");
    expect((await night(options)).changes).toEqual([]);
  });

  test("an acceptance that expires makes the next run judge everything", async () => {
    const config = parseConfig({
      ...CONFIG,
      rules: {
        rls_disabled_in_public: {
          allow: [{ object: "night.allowed", reason: "for now", owner: "ana", expires_at: nightOf(3) }],
        },
      },
    });
    await night({ config });
    expect((await night({ config })).changes).toEqual([]);
    // It holds until the very moment.
    expect((await night({ config })).changes).toEqual([]);
    const expired = await night({ config });
    expect(expired.changes).toEqual(["an acceptance that has expired"]);
    expect(expired.report.findings.filter((finding) => finding.state === "new")).toMatchObject([
      { rule: "rls_disabled_in_public", object: { identity: "night.allowed" } },
    ]);
    expect((await night({ config })).changes).toEqual([]);
  });

  test("a clock that went back makes the run judge everything", async () => {
    n = 5;
    await night();
    n = 1;
    expect((await night()).changes).toEqual(["the clock, which went back"]);
  });

  test("a run of some rules, or by the configuration of all, is not compared and leaves nothing to compare with", async () => {
    await night();
    expect((await night({ rules: ["rls_disabled_in_public"] })).changes).toBeUndefined();
    // Its findings may be of another configuration.
    expect((await night()).changes).toBeUndefined();
    expect((await night()).changes).toEqual([]);
    expect((await night({ categories: ["rls"] })).changes).toBeUndefined();
    expect((await night()).changes).toBeUndefined();
    const config = { ...CONFIG, full_audits: true };
    expect((await night({ config })).changes).toBeUndefined();
    expect((await night({ config })).changes).toBeUndefined();
  });

  test("a failed run changes nothing", async () => {
    await night();
    await database.execute("create table night.later (id int)");
    const broken = watched(database, (sql) => {
      if (sql.includes("insert into supawarden.findings")) throw new Error("cut off");
    });
    await expect(night({ through: broken })).rejects.toThrow("cut off");
    expect((await night()).changes).toContain("pg_class");
    await expect(night({ through: broken })).rejects.toThrow("cut off");
    expect((await night()).changes).toEqual([]);
  });

  test.each([
    [
      "a finding that was not seen by the last run",
      "update supawarden.findings set last_seen_at = first_seen_at - interval '1 day' where rule = 'rls_disabled_in_public'",
    ],
    [
      "a finding that somebody resolved",
      "update supawarden.findings set state = 'resolved' where rule = 'rls_disabled_in_public'",
    ],
    [
      "a state that was copied from elsewhere",
      "create temporary table kept as select * from supawarden.catalog_state; delete from supawarden.catalog_state; insert into supawarden.catalog_state select * from kept; drop table kept",
    ],
    ["a state that somebody has changed", "update supawarden.catalog_state set inputs = inputs"],
    ["runs that are gone", "update supawarden.runs set status = 'failed'"],
  ])("%s makes the next run judge everything", async (_title, sql) => {
    await night();
    await database.execute(sql);
    const after = await night();
    expect(after.changes).toBeUndefined();
    const found = after.report.findings.filter((finding) => finding.rule === "rls_disabled_in_public");
    expect(found.length).toBeGreaterThan(2);
  });

  test("a change while the snapshot is read leaves nothing to compare with", async () => {
    await night();
    let renamed = false;
    const disturbed = watched(database, (sql) => {
      renamed ||= sql.includes("evt.evtname");
    });
    const transaction: Database["transaction"] = async (mode, body) => {
      const result = await disturbed.transaction(mode, body);
      if (renamed)
        await database.execute("alter schema night rename to day; alter schema day rename to night");
      renamed = false;
      return result;
    };
    await night({ full: true, through: { ...disturbed, transaction } });
    expect((await night()).changes).toBeUndefined();
    expect((await night()).changes).toEqual([]);
  });

  test("a family that could not be read leaves nothing to compare with", async () => {
    const cut = watched(database, (sql) => {
      if (sql.includes("evt.evtname")) throw Object.assign(new Error("too slow"), { code: "57014" });
    });
    await night({ through: cut });
    expect((await night()).changes).toBeUndefined();
    expect((await night()).changes).toEqual([]);
  });

  test("a state that could not be read is compared with nothing", async () => {
    await night();
    const cut = watched(database, (sql) => {
      if (sql.includes("pg_current_snapshot")) throw Object.assign(new Error("too slow"), { code: "42501" });
    });
    const doubtful = await night({ through: cut });
    expect(doubtful.changes?.length).toBeGreaterThan(0);
    expect(doubtful.report.findings.length).toBeGreaterThan(0);
    expect((await night()).changes).toBeUndefined();
  });
});

test("a finding of a rule on live figures comes and goes while nothing else changes", async () => {
  const database = await freshShadow();
  await makeStore(database);
  await database.execute(
    `create extension vector schema extensions;
     create table public.notes (id bigint primary key, body text, embedding extensions.vector);
     insert into public.notes values (1, 'a', '[1,2]');
     grant select on public.notes to anon`,
  );
  let n = 0;
  const compared: (readonly string[])[] = [];
  const night = () => {
    n += 1;
    const at = nightOf(n);
    return auditAndStore(database, {
      config: { rules: { audit_overdue: { enabled: false } } },
      trigger: "cron",
      source: "database",
      clock: () => at,
      newId: () => runId(n),
      onCompared: ({ changes }) => compared.push(changes),
    });
  };
  const first = await night();
  await database.execute("insert into public.notes values (2, 'b', '[1,2,3]')");
  const grown = await night();
  expect(grown.findings.filter((finding) => finding.state === "new")).toMatchObject([
    { rule: "vector_data_mixed_dimensions" },
  ]);
  await database.execute("delete from public.notes where id = 2");
  const shrunk = await night();
  expect(shrunk.summary).toMatchObject({ resolved: 1, new: 0 });
  // What is resolved must not take along what was carried over.
  expect(shrunk.findings.map((finding) => finding.fingerprint)).toEqual(
    first.findings.map((finding) => finding.fingerprint),
  );
  expect((await night()).findings).toHaveLength(first.findings.length);
  expect(compared).toEqual([[], [], []]);
  await database.close();
});

function withSeverity(config: Config): Config {
  return parseConfig({ ...config, rules: { ...config.rules, rls_disabled_in_public: { severity: "info" } } });
}

/** The report without what names the run and its time. */
function timeless(report: Report): object {
  const { id: _id, started_at: _start, finished_at: _end, duration_ms: _took, ...run } = report.run;
  return { ...report, run };
}

function keyOrder(report: Report): string[] {
  return report.findings.map((finding) => Object.keys(finding).join(" "));
}
