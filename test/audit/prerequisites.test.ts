import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditSnapshot } from "../../src/shared/audit/run.ts";
import type { FamilyName } from "../../src/shared/catalog/families.ts";
import { qualified } from "../../src/shared/catalog/identity.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Config } from "../../src/shared/config.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { openEmbedded } from "../../src/shared/database/embedded.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { driftPartReader } from "../../src/shared/manifest/drift_part_reader.ts";
import type { Manifest } from "../../src/shared/manifest/manifest.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, manifestOf, readFixture } from "../support/rule_fixtures.ts";

// What a rule needs may be missing: a role of the Data API, an extension, a family that could not be read, the setting
// that names the exposed schemas. What was found with it is then found without it, or its rule is said not to be evaluated.

const ROLES = ["anon", "authenticated", "service_role"] as const;

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

async function snapshotOf(session: Session, manifest?: Manifest): Promise<CatalogSnapshot> {
  await session.execute("savepoint judged");
  const snapshot = await readSnapshot(session, {
    takenAt: "2026-01-01T00:00:00.000Z",
    drift: driftPartReader(manifest),
  });
  await session.execute("rollback to savepoint judged");
  return snapshot;
}

function audit(
  snapshot: CatalogSnapshot,
  options: { readonly config: Config; readonly rules?: readonly string[]; readonly manifest?: Manifest },
): Promise<Report> {
  const clock = () => "2026-01-01T00:00:00.000Z";
  return auditSnapshot(snapshot, {
    ...options,
    trigger: "cli",
    source: "snapshot",
    clock,
    newId: () => "run",
  });
}

/**
 * Findings that `other` lacks though it does not list their rule as not evaluated. Compared by rule and object, and by
 * how many there are of both: a role that a finding is told apart by may have another name.
 */
function unexplained(findings: Report["findings"], other: Report): string[] {
  const left = new Map<string, number>();
  for (const finding of other.findings) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  const unjudged = new Set(other.not_evaluated.map((entry) => entry.rule));
  return findings.filter((finding) => !unjudged.has(finding.rule) && !take(left, keyOf(finding))).map(keyOf);
}

function withoutCause({ root_cause: _, ...finding }: Finding): Finding {
  return finding;
}

function keyOf(finding: Finding): string {
  return `${finding.rule} ${finding.object.identity}`;
}

function take(left: Map<string, number>, key: string): boolean {
  const count = left.get(key) ?? 0;
  left.set(key, count - 1);
  return count > 0;
}

/** The catalog of a project whose roles have other names: who holds what is the same, the names we know are missing. */
function withoutRoles(snapshot: CatalogSnapshot, names: readonly string[]): CatalogSnapshot {
  const text = names.reduce(
    (all, name) =>
      all
        .replaceAll(JSON.stringify(name), JSON.stringify(`their_${name}`))
        .replaceAll(new RegExp(`(?<=[{,])${name}=`, "g"), `their_${name}=`),
    JSON.stringify(snapshot),
  );
  return JSON.parse(text) as CatalogSnapshot;
}

/** The catalog as it would be read where the family could not be. */
function without(snapshot: CatalogSnapshot, family: FamilyName): CatalogSnapshot {
  const unread = { family, kind: "forbidden", reason: "permission denied" } as const;
  return { ...snapshot, [family]: [], unread: [...snapshot.unread, unread] };
}

/** The catalog with the exposed schemas in the setting of role authenticator, or without that setting. */
function withSetting(snapshot: CatalogSnapshot, schemas: string | undefined): CatalogSnapshot {
  const setting = schemas === undefined ? [] : [`pgrst.db_schemas=${schemas}`];
  const roles = snapshot.roles.map((role) =>
    role.name === "authenticator"
      ? {
          ...role,
          config: [...role.config.filter((entry) => !entry.startsWith("pgrst.db_schemas")), ...setting],
        }
      : role,
  );
  return { ...snapshot, roles };
}

describe.each(RULES.map((rule) => rule.id))("%s", (rule) => {
  test("loses nothing in silence", async () => {
    const fixture = readFixture(rule);
    if (fixture === undefined) throw new Error(`rule ${rule} lacks its fixtures`);
    const manifest = await manifestOf(fixture);
    const judged = { config: fixture.config, ...(manifest === undefined ? {} : { manifest }) };
    const { config } = fixture;
    let snapshot: CatalogSnapshot | undefined;
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture.bad);
      snapshot = await snapshotOf(session, manifest);
    });
    if (snapshot === undefined) throw new Error("no snapshot was read");
    const rules = [rule];
    const full = await audit(snapshot, { ...judged, rules });
    expect(full.findings.length).toBeGreaterThan(0);
    const silent: Record<string, string[]> = {};
    const note = (what: string, findings: string[]) => {
      if (findings.length > 0) silent[what] = findings;
    };
    for (const missing of [...ROLES.map((role) => [role]), ROLES]) {
      const report = await audit(withoutRoles(snapshot, missing), { ...judged, rules });
      note(`lost without ${missing.join(", ")}`, unexplained(full.findings, report));
    }
    const families = Object.entries(snapshot).filter(([, facts]) => Array.isArray(facts) && facts.length > 0);
    for (const [family] of families) {
      if (family === "unread" || family === "vector_samples") continue;
      const report = await audit(without(snapshot, family as FamilyName), { ...judged, rules });
      note(`lost without ${family}`, unexplained(full.findings, report));
      note(`made up without ${family}`, unexplained(report.findings, full));
    }
    if (config.exposed_schemas === undefined) {
      const set = await audit(withSetting(snapshot, "public, graphql_public"), { ...judged, rules });
      const unset = await audit(withSetting(snapshot, undefined), { ...judged, rules });
      expect([set.run.exposed_schemas_source, unset.run.exposed_schemas_source]).toEqual([
        "authenticator",
        "default",
      ]);
      note("lost without the setting of the exposed schemas", unexplained(set.findings, unset));
    }
    expect(silent).toEqual({});
    const beside = await audit(snapshot, judged);
    // A cause is named where findings of any rules share it.
    expect(full.findings.map(withoutCause)).toEqual(
      beside.findings.filter((finding) => finding.rule === rule).map(withoutCause),
    );
  });
});

test("a cluster without Supabase's roles loses nothing in silence", async () => {
  const sql = `
    create schema auth;
    create function auth.uid() returns uuid language sql stable set search_path = '' as 'select null::uuid';
    create table public.accounts (id bigint primary key, owner uuid, password text);
    grant select, insert on public.accounts to public;
    create view public.account_names as select id from public.accounts;
    grant select on public.account_names to public;
    create table public.notes (id bigint primary key, owner uuid);
    alter table public.notes enable row level security;
    create policy wide on public.notes for all using (true);
    create policy own on public.notes using (auth.uid() = owner);
    create policy anybody on public.notes for update using (auth.uid() is null or auth.uid() = owner);
    create function public.purge() returns void language sql security definer as 'delete from public.notes';
    alter default privileges grant select on tables to public;`;
  const report = async (target: Database) => {
    let found: Report | undefined;
    await inThrowawayTransaction(target, async (session) => {
      await session.execute(
        sql.replace(/create schema auth;\s*create function [^;]*;/, target === database ? "" : "$&"),
      );
      found = await audit(await snapshotOf(session), { config: {} });
    });
    if (found === undefined) throw new Error("nothing was audited");
    return found;
  };
  const bare = await openEmbedded();
  const [full, poor] = [await report(database), await report(bare)];
  await bare.close();
  expect(new Set(full.findings.map((finding) => finding.rule)).size).toBeGreaterThan(8);
  expect(unexplained(full.findings, poor)).toEqual([]);
  expect(poor.not_evaluated).toContainEqual({
    rule: "rls_disabled_in_public",
    reason: "role anon does not exist",
  });
});

// Without the extension GraphQL is not served, and nothing is a vector: to drop it is a repair that these rules name.
const CURED = /^(?:vector|pg_graphql)_/;

/** Fixtures that make an extension, with its name. */
const extended = RULES.flatMap(({ id }) => {
  const names = readFixture(id)?.bad.matchAll(/^create extension (?:if not exists )?"?([\w-]+)/gim) ?? [];
  return [...names].map((match) => [id, match[1] ?? ""] as const);
});

test.each(extended)("%s loses nothing in silence without extension %s", async (rule, extension) => {
  const fixture = readFixture(rule);
  if (fixture === undefined) throw new Error(`rule ${rule} lacks its fixtures`);
  const { config, bad } = fixture;
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(bad);
    const full = await audit(await snapshotOf(session), { config });
    await session.execute(`drop extension "${extension}" cascade`);
    const snapshot = await snapshotOf(session);
    const left = new Set([
      ...snapshot.relations.map(qualified),
      ...snapshot.routines.map((routine) => routine.signature),
    ]);
    const still = full.findings.filter(
      ({ object, rule: id }) => left.has(object.identity) && !CURED.test(id),
    );
    expect(unexplained(still, await audit(snapshot, { config }))).toEqual([]);
  });
});
