import { afterAll, beforeAll, expect, test } from "vitest";
import { type Clone, cloneSchema } from "../../src/cli/proof/clone_schema.ts";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { compareSnapshots } from "../../src/shared/drift/compare_snapshots.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { listFindings } from "../../src/shared/store/findings.ts";
import { runCli } from "../cli/run_cli.ts";
import { freshShadow } from "../support/embedded.ts";
import { adminUrl, createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { LIVE_ROLES, LIVE_SCHEMA, manyTables } from "./live_schema.ts";

// A copy of a live database's schema, and the proofs made on it.

let live: TestDatabase;
let original: Database;
let copy: Database;
let before: CatalogSnapshot;
let clone: Clone;

beforeAll(async () => {
  live = await createTestDatabase();
  await onDatabase(live.url, (session) => session.execute(`${LIVE_SCHEMA}\n${manyTables(300)}`));
  original = openServer({ url: live.url });
  before = await loadSnapshot(original, { takenAt: "" });
  copy = await freshShadow();
  clone = await cloneSchema(original, copy);
}, 300_000);

afterAll(async () => {
  await copy?.close();
  await original?.close();
  await live?.drop();
  await onDatabase(await adminUrl(), (session) =>
    session.execute(`drop role if exists ${LIVE_ROLES.join(", ")}`),
  );
});

async function findingsOf(database: Database): Promise<readonly Finding[]> {
  const report = await auditDatabase(database, {
    config: {},
    trigger: "cli",
    source: "database",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "run",
  });
  return report.findings;
}

function named(findings: readonly Finding[]): string[] {
  return findings.map((finding) => `${finding.severity} ${finding.rule} ${finding.object.identity}`).sort();
}

test("the copy has every object but those that need a function of an extension that is a name here", () => {
  expect([...clone.notes].sort()).toEqual([
    expect.stringMatching(/^relation public\.far could not be made on the copy: .*extensions\.xpath_number/),
    expect.stringMatching(/^relation public\.near could not be made on the copy: .*public\.far/),
  ]);
});

/** Rules on live figures, on what the server offers, and on secrets, which a copy of a schema does not have. */
const NOT_COPIED = ["unused_index", "extension_versions_outdated", "hardcoded_secret"];

test("the rules say the same of the copy", async () => {
  const copied = ({ rule }: Finding) => !NOT_COPIED.includes(rule);
  const [there, here] = [
    (await findingsOf(original)).filter(copied),
    (await findingsOf(copy)).filter(copied),
  ];
  // What needs the extension is missing on the copy, and the function that reads it is broken there.
  expect(named(here)).toEqual(
    [
      ...named(there).filter((entry) => !/ public\.(far|near)$/.test(entry)),
      "warn function_body_broken public.reads_far()",
    ].sort(),
  );
  expect(there.length).toBeGreaterThan(100);
});

test("no row, no password and no other secret is on the copy", async () => {
  const rows = await copy.query<{ rows: number; secrets: number }>(`
    select (select count(*)::int4 from public.teams) as rows,
      (select count(*)::int4 from pg_authid where rolname like 'Live %' and rolpassword is not null)
        + (select count(*)::int4 from pg_user_mapping where umoptions::text like '%swordfish%')
        + (select count(*)::int4 from pg_db_role_setting where setconfig::text like '%hunter2%') as secrets`);
  expect(rows).toEqual([{ rows: 0, secrets: 0 }]);
  const [{ path } = { path: null }] = await copy.query<{ path: string | null }>(
    "select setconfig::text as path from pg_db_role_setting set join pg_roles rol on rol.oid = set.setrole where rolname like 'Live %'",
  );
  expect(path).toContain("Odd");
});

test("the audited database is as it was", async () => {
  const after = await loadSnapshot(original, { takenAt: "" });
  expect(compareSnapshots({ snapshot: before }, { snapshot: after })).toEqual([]);
});

test("audit --prove-fixes marks each remediation, and --store keeps the marks", async () => {
  await makeStore(original);
  const result = await runCli([
    "audit",
    "--db-url",
    live.url,
    "--prove-fixes",
    "--store",
    "--format",
    "json",
  ]);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(/^note: fixes are not proved for relation public\.far could not be made/m);
  expect(result.stdout + result.stderr).not.toMatch(/swordfish|hunter2/);
  const { findings } = JSON.parse(result.stdout) as Report;
  const proofs = findings.filter(({ remediation }) => remediation.sql !== undefined);
  expect(proofs.filter(({ remediation }) => remediation.proof === undefined)).toEqual([]);
  expect(proofs.filter(({ remediation }) => remediation.proof?.status === "failed").map(shown)).toEqual([]);

  const remediationOf = (rule: string, object: string) =>
    findings.find((finding) => finding.rule === rule && finding.object.identity === object)?.remediation;
  const revoke = remediationOf("authenticated_security_definer_function_executable", "public.is_admin()");
  expect(revoke).toMatchObject({ safety: "review", proof: { status: "proved", undo: "restores" } });
  expect(revoke?.note).toContain("policy admins on public.members");
  expect(revoke?.note).toContain("readers on storage.objects");
  expect(revoke?.note).toMatch(
    /authenticated can no longer \w+ public\.members: permission denied for function is_admin/,
  );

  expect(remediationOf("auth_rls_initplan", "own on public.item_0001")).toMatchObject({
    safety: "safe",
    proof: { status: "proved", changes: ["own on public.item_0001"], undo: "restores" },
  });
  const hostile = 'public."Hostile ""fn""; </script>"(public.mood)';
  expect(remediationOf("function_search_path_mutable", hostile)).toMatchObject({
    proof: { status: "proved" },
  });

  const stored = await listFindings(original, { rule: "auth_rls_initplan", limit: 1 });
  expect(stored.findings[0]?.remediation.proof).toMatchObject({ status: "proved", undo: "restores" });

  const far = remediationOf("function_search_path_mutable", "public.reads_far()");
  expect(far).toMatchObject({ safety: "review", proof: { status: "not proved" } });
  expect(far?.note).toMatch(/relation public\.far could not be made on the copy/);
}, 300_000);

function shown({ rule, object, remediation }: Finding): string {
  return `${rule} ${object.identity}: ${remediation.proof?.reason}`;
}
