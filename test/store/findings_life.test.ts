import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { compareFindings } from "../../src/shared/findings/finding.ts";
import type { AlertPayload } from "../../src/shared/store/alert_payload.ts";
import { getFinding, listFindings } from "../../src/shared/store/findings.ts";
import { readManifest, storeManifest } from "../../src/shared/store/manifests.ts";
import { metrics } from "../../src/shared/store/metrics.ts";
import { getRun, listRuns } from "../../src/shared/store/runs.ts";
import { readSetting, writeSetting } from "../../src/shared/store/settings.ts";
import { addSuppression, removeSuppression } from "../../src/shared/store/suppressions.ts";
import { findingOn, makeStore, nightOf, reportOf, runId, storeNight, watched } from "../support/store.ts";
import { ENGINES } from "./engines.ts";

const FAR = "2999-01-31T00:00:00.000Z";

describe.each(ENGINES)("on the %s database", (_name, open) => {
  let database: Database;
  let dispose: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    ({ database, dispose } = await open());
  });
  afterAll(() => dispose?.());
  beforeEach(async () => {
    await database.execute("drop schema if exists supawarden cascade");
    await makeStore(database);
  });

  test("thirty nights: states, events and counts follow the script", async () => {
    // P present, - absent, x absent while the rule could not be judged on every subject.
    const script = "--PPPxxPP-----P--xPP---xxxPP-x";
    const seen: string[] = [];
    const counts: string[] = [];
    for (const [index, letter] of [...script].entries()) {
      const report = await storeNight(database, {
        n: index + 1,
        findings: letter === "P" ? [findingOn("notes")] : [],
        fullyJudged: letter === "x" ? [] : ["rls_disabled_in_public"],
      });
      seen.push(report.findings[0]?.state ?? "-");
      const { new: fresh, reopened, resolved, error } = report.summary;
      counts.push([fresh, reopened, resolved, error].join(""));
    }
    expect(seen.join(" ")).toBe(
      "- - new open open - - open open - - - - - reopened - - - reopened open - - - - - - reopened open - -",
    );
    expect(counts.filter((count) => count !== "0000").join(" ")).toBe(
      "1001 0001 0001 0001 0001 0010 0101 0010 0101 0001 0010 0101 0001 0010",
    );
    const stored = await getFinding(database, findingOn("notes").fingerprint);
    expect(stored?.events.map(({ at, state, previous_state }) => [at, previous_state, state])).toEqual([
      [nightOf(3), undefined, "new"],
      [nightOf(4), "new", "open"],
      [nightOf(10), "open", "resolved"],
      [nightOf(15), "resolved", "reopened"],
      [nightOf(16), "reopened", "resolved"],
      [nightOf(19), "resolved", "reopened"],
      [nightOf(20), "reopened", "open"],
      [nightOf(21), "open", "resolved"],
      [nightOf(27), "resolved", "reopened"],
      [nightOf(28), "reopened", "open"],
      [nightOf(29), "open", "resolved"],
    ]);
    expect(stored).toMatchObject({
      state: "resolved",
      first_seen_at: nightOf(3),
      last_seen_at: nightOf(28),
      resolved_at: nightOf(29),
    });
  });

  test("a finding comes back from the store as it went in", async () => {
    const odd = findingOn("odd", {
      message: "quotes \" ' \\, a line\nbreak, </script>, \u{1f600}, ✓",
      evidence: { list: [1, "two", null, { deep: true }], text: "\\u0000" },
      location: { file: "supabase/migrations/1_a.sql", line: 3, column: 7 },
      root_cause: "default privileges",
    });
    const report = await storeNight(database, { n: 1, findings: [odd] });
    expect(report.findings).toEqual([{ ...odd, state: "new", first_seen_at: nightOf(1) }]);
    const stored = await getFinding(database, odd.fingerprint);
    expect(stored).toEqual({
      ...odd,
      state: "new",
      first_seen_at: nightOf(1),
      last_seen_at: nightOf(1),
      events: [{ run_id: runId(1), at: nightOf(1), state: "new", severity: "error" }],
    });
  });

  test("characters that jsonb refuses do not lose the run", async () => {
    const cut = findingOn("cut", { message: "half \ud83d", evidence: { nul: "a\0b", whole: "\u{1f600}" } });
    await storeNight(database, { n: 1, findings: [cut] });
    expect(await getFinding(database, cut.fingerprint)).toMatchObject({
      message: "half \ufffd",
      evidence: { nul: "a\ufffdb", whole: "\u{1f600}" },
    });
  });

  test("an operator's suppression takes the finding out of the counts until it expires or is taken back", async () => {
    const finding = findingOn("notes");
    await storeNight(database, { n: 1, findings: [finding] });
    const { id } = await addSuppression(database, {
      fingerprint: finding.fingerprint,
      reason: "public by design",
      owner: "ana",
      expires_at: nightOf(3),
    });
    const suppressed = await storeNight(database, { n: 2, findings: [finding] });
    expect(suppressed.summary).toMatchObject({ error: 0, suppressed: 1 });
    expect(suppressed.findings[0]?.suppression).toEqual({
      reason: "public by design",
      owner: "ana",
      expires_at: nightOf(3),
    });
    const expired = await storeNight(database, { n: 4, findings: [finding] });
    expect(expired.summary).toMatchObject({ error: 1, suppressed: 0 });
    expect(expired.findings[0]).not.toHaveProperty("suppression");

    const renewed = await addSuppression(database, {
      fingerprint: finding.fingerprint,
      reason: "still public by design",
      owner: "ben",
      expires_at: FAR,
    });
    expect(renewed).toMatchObject({ id, owner: "ben" });
    expect((await listFindings(database, { limit: 5 })).findings[0]?.suppression).toMatchObject({
      owner: "ben",
    });
    expect(await metrics(database)).toMatchObject({ open_findings: [], suppressed_findings: 1 });
    expect((await storeNight(database, { n: 5, findings: [finding] })).summary.suppressed).toBe(1);
    expect(await removeSuppression(database, id)).toBe(true);
    expect(await removeSuppression(database, id)).toBe(false);
    expect(await metrics(database)).toMatchObject({ suppressed_findings: 0 });
    expect((await storeNight(database, { n: 6, findings: [finding] })).summary).toMatchObject({
      error: 1,
      suppressed: 0,
    });
  });

  test("a suppression of the configuration lasts as long as the run says", async () => {
    const acceptance = { reason: "legacy", owner: "ana", expires_at: "2999-01-31" };
    const finding = findingOn("notes", { suppression: acceptance });
    await storeNight(database, { n: 1, findings: [finding] });
    expect((await getFinding(database, finding.fingerprint))?.suppression).toEqual(acceptance);
    const open = () => database.query("select fingerprint from supawarden.open_findings");
    expect(await open()).toEqual([]);
    await storeNight(database, { n: 2, findings: [findingOn("notes")] });
    expect(await open()).toHaveLength(1);
    await storeNight(database, {
      n: 3,
      findings: [findingOn("notes", { suppression: { ...acceptance, expires_at: "2020-01-31" } })],
    });
    expect(await open()).toHaveLength(1);
  });

  test("a finding nobody ever saw cannot be suppressed", async () => {
    const unknown = { fingerprint: "f".repeat(64), reason: "none", owner: "ana", expires_at: FAR };
    await expect(addSuppression(database, unknown)).rejects.toMatchObject({ kind: "not_found" });
    expect(await removeSuppression(database, "not a uuid")).toBe(false);
    expect(await getFinding(database, "f".repeat(64))).toBeUndefined();
    expect(await getRun(database, runId(99))).toBeUndefined();
  });

  test("lists filter, keep the order of reports and page without gaps", async () => {
    const findings = [
      ...[..."qwertyuiop"].map((letter) => findingOn(`t_${letter}`)),
      ...[..."asdf"].map((letter) =>
        findingOn(`T ${letter}`, { rule: "rls_policy_always_true", severity: "warn" }),
      ),
      findingOn("txa", { rule: "table_bloat", severity: "info", category: "performance" }),
    ];
    await storeNight(database, { n: 1, findings });
    await storeNight(database, { n: 2, findings: findings.slice(1) });
    const left = findings.slice(1).sort(compareFindings);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listFindings(database, { limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...page.findings.map((finding) => finding.fingerprint));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(paged).toEqual(left.map((finding) => finding.fingerprint));

    const names = async (filters: Omit<Parameters<typeof listFindings>[1], "limit">) =>
      (await listFindings(database, { ...filters, limit: 50 })).findings.map(
        (finding) => finding.object.name,
      );
    expect(await names({ state: "resolved" })).toEqual(["t_q"]);
    expect(await names({ severity: "info" })).toEqual(["txa"]);
    expect(await names({ category: "performance" })).toEqual(["txa"]);
    expect(await names({ rule: "rls_policy_always_true" })).toEqual(["T a", "T d", "T f", "T s"]);
    expect(await names({ object: "public.t_*" })).toHaveLength(9);
    expect(await names({ object: "public.t_w" })).toEqual(["t_w"]);
    expect(await names({ object: "public.t%" })).toEqual([]);
    expect(await names({ state: "new" })).toEqual([]);
    await expect(listFindings(database, { limit: 4, cursor: "bogus!" })).rejects.toMatchObject({
      kind: "input",
    });
  });

  test("runs are listed newest first, each with what it changed", async () => {
    for (const n of [1, 2, 3])
      await storeNight(database, { n, findings: n === 2 ? [findingOn("notes")] : [] });
    const first = await listRuns(database, { limit: 2 });
    expect(first.runs.map((run) => run.id)).toEqual([runId(3), runId(2)]);
    const rest = await listRuns(database, { limit: 2, cursor: first.next_cursor ?? "" });
    expect(rest.runs.map((run) => run.id)).toEqual([runId(1)]);
    expect(rest.next_cursor).toBeUndefined();
    const { run } = reportOf(2, []);
    const full = await getRun(database, runId(2));
    expect(full).toMatchObject({ ...run, status: "succeeded", not_evaluated: [] });
    expect(full?.changes).toEqual([
      {
        fingerprint: findingOn("notes").fingerprint,
        rule: "rls_disabled_in_public",
        severity: "error",
        object: findingOn("notes").object,
        state: "new",
      },
    ]);
    expect(await database.query("select id::text as id from supawarden.latest_run")).toEqual([
      { id: runId(3) },
    ]);
    expect(
      await database.query("select errors, new_findings, resolved_findings from supawarden.trend"),
    ).toEqual([
      { errors: 0, new_findings: 0, resolved_findings: 0 },
      { errors: 1, new_findings: 1, resolved_findings: 0 },
      { errors: 0, new_findings: 0, resolved_findings: 1 },
    ]);
  });

  test("an alert names what is new or back, by cause, and never what is suppressed or below the threshold", async () => {
    const findings = [
      ...[...Array(25).keys()].map((n) => findingOn(`caused_${n}`, { root_cause: "one loop" })),
      findingOn("alone"),
      findingOn("quiet", { severity: "info" }),
      findingOn("accepted", { suppression: { reason: "by design", owner: "ana" } }),
    ];
    await storeNight(database, { n: 1, findings });
    await storeNight(database, { n: 2, findings });
    await storeNight(database, { n: 3, findings: findings.filter(({ object }) => object.name !== "alone") });
    await storeNight(database, { n: 4, findings });
    const alerts = await database.query<{ idempotency_key: string; payload: AlertPayload }>(
      "select idempotency_key, payload from supawarden.alerts order by 1",
    );
    expect(alerts.map((alert) => alert.idempotency_key)).toEqual([
      `${runId(1)}:night log`,
      `${runId(4)}:night log`,
    ]);
    const groups = alerts.map(({ payload }) =>
      payload.groups.map((group) => [group.root_cause ?? group.rule, group.count, group.objects.length]),
    );
    expect(groups).toEqual([
      [
        ["rls_disabled_in_public", 1, 1],
        ["one loop", 25, 20],
      ],
      [["rls_disabled_in_public", 1, 1]],
    ]);
    expect(await metrics(database)).toMatchObject({ alerts: { pending: 2, dead: 0 } });
  });

  test("ten thousand findings take as many statements as one", async () => {
    const many = [...Array(10_000).keys()].map((n) => findingOn(`table_${n}`));
    let statements = 0;
    const counting = watched(database, () => {
      statements++;
    });
    await storeNight(counting, { n: 1, findings: [findingOn("table_0")] });
    const forOne = statements;
    for (const [index, findings] of [many, many, many.slice(5_000), many].entries()) {
      statements = 0;
      const report = await storeNight(counting, { n: index + 2, findings });
      expect(report.findings).toHaveLength(findings.length);
      expect(statements).toBeLessThanOrEqual(forOne + 1);
    }
    expect(forOne).toBeLessThanOrEqual(10);
    const [row] = await database.query(
      "select pg_catalog.count(*)::int4 as events from supawarden.finding_events",
    );
    // new 10,000, open 10,000, resolved 5,000, reopened 5,000
    expect(row).toEqual({ events: 30_000 });
  });

  test("settings and manifests are read as they were written", async () => {
    expect(await readSetting(database, "missing")).toBeUndefined();
    await writeSetting(database, { key: "colour", value: { dark: true } });
    await writeSetting(database, { key: "colour", value: { dark: false, list: [1, "2"] } });
    expect(await readSetting(database, "colour")).toEqual({ dark: false, list: [1, "2"] });
    expect(await readManifest(database, "default")).toBeUndefined();
    await storeManifest(database, { name: "default", manifest: { version: 1 } });
    expect(await readManifest(database, "default")).toEqual({ version: 1 });
  });

  test("figures count open findings by severity and rule, and runs by how they ended", async () => {
    expect(await metrics(database)).toEqual({
      open_findings: [],
      suppressed_findings: 0,
      runs: { running: 0, succeeded: 0, failed: 0, abandoned: 0 },
      alerts: { pending: 0, dead: 0 },
    });
    await storeNight(database, { n: 1, findings: [findingOn("a"), findingOn("b")] });
    expect(await metrics(database)).toMatchObject({
      open_findings: [{ severity: "error", rule: "rls_disabled_in_public", count: 2 }],
      runs: { succeeded: 1 },
      last_run: { status: "succeeded", started_at: nightOf(1), duration_ms: 1500 },
      last_success_at: reportOf(1, []).run.finished_at,
    });
  });
});
