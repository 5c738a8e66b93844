import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database, Session } from "../../src/shared/database/database.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { freshShadow } from "../support/embedded.ts";
import {
  inThrowawayTransaction,
  judgeSession,
  type RuleFixture,
  readFixture,
} from "../support/rule_fixtures.ts";

// What the rules say that clients can see is what the server shows them, and what they are silent about it does not show.
const STRANGER = "5c2f6b1e-0d0f-4a55-9a44-1f7a3a0a9b11";
const SOMEBODY = "0f4b8d5a-3c7e-4a2b-8f3a-6f6c2f0d9a22";
const CALLERS = ["anon", "authenticated"] as const;

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

function fixtureOf(rule: string): RuleFixture {
  const fixture = readFixture(rule);
  if (fixture === undefined) throw new Error(`rule ${rule} lacks its fixtures`);
  return fixture;
}

/** What the query answers to a stranger in the role; `undefined` where the server refuses it. */
async function asked(session: Session, role: string, sql: string): Promise<unknown[] | undefined> {
  const claims = role === "anon" ? { role } : { role, sub: STRANGER, aal: "aal1" };
  await session.execute("savepoint asked");
  await session.execute(`set local role ${role}; set local request.jwt.claims = '${JSON.stringify(claims)}'`);
  try {
    return await session.query(sql);
  } catch {
    return undefined;
  } finally {
    await session.execute("rollback to savepoint asked");
  }
}

async function findingsOf(session: Session, fixture: RuleFixture): Promise<Finding[]> {
  const { findings } = await judgeSession(session, fixture.config);
  return findings.filter((finding) => finding.rule === fixture.rule);
}

/** `role object` for all that findings name. */
function said(findings: readonly Finding[]): string[] {
  return findings
    .flatMap(({ evidence, object }) =>
      (evidence.roles as string[]).map((role) => `${role} ${object.identity}`),
    )
    .sort();
}

describe.each(["bad", "good"] as const)("auth_users_exposed, %s.sql", (half) => {
  test("names the relations that show somebody else's account", async () => {
    const fixture = fixtureOf("auth_users_exposed");
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture[half]);
      await session.execute(
        `insert into auth.users (id, email, created_at) values ('${SOMEBODY}', 'somebody@example.com', now())`,
      );
      const relations = await session.query<{ name: string; kind: string }>(
        `select rel.oid::regclass::text as name, rel.relkind::text as kind
        from pg_catalog.pg_class rel
        where rel.relkind in ('v', 'm') and rel.relnamespace = 'public'::regnamespace
          or rel.oid = 'auth.users'::regclass`,
      );
      for (const { name, kind } of relations)
        if (kind === "m") await session.execute(`refresh materialized view ${name}`);
      const shown: string[] = [];
      for (const role of CALLERS) {
        for (const { name } of relations) {
          const identity = name.startsWith("auth.") ? name : `public.${name}`;
          const counted = await asked(session, role, `select count(*)::int as n from ${name}`);
          const [answer] = (counted ?? []) as { n: number }[];
          if (answer !== undefined && answer.n > 0) shown.push(`${role} ${identity}`);
        }
      }
      expect(said(await findingsOf(session, fixture))).toEqual(shown.sort());
    });
  });
});

describe.each(["bad", "good"] as const)("public_bucket_allows_listing, %s.sql", (half) => {
  test("names the public buckets whose every file the server lists", async () => {
    const fixture = fixtureOf("public_bucket_allows_listing");
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(fixture[half]);
      await session.execute(
        `insert into storage.objects (bucket_id, name, owner_id)
        select id, who || '/file', who from storage.buckets, unnest(array['${STRANGER}', '${SOMEBODY}']) who`,
      );
      const listed: string[] = [];
      for (const role of CALLERS) {
        const files = (await asked(
          session,
          role,
          "select bucket_id, count(*)::int as n from storage.objects group by 1",
        )) as {
          bucket_id: string;
          n: number;
        }[];
        for (const { bucket_id, n } of files) if (n === 2) listed.push(`${role} ${bucket_id}`);
      }
      const open = await session.query<{ id: string }>("select id from storage.buckets where public");
      const shown = listed.filter((entry) => open.some(({ id }) => entry.endsWith(` ${id}`)));
      const found = (await findingsOf(session, fixture)).filter(({ severity }) => severity === "warn");
      expect(said(found)).toEqual(shown.sort());
    });
  });
});

describe("rls_disabled_in_public", () => {
  test("names tables whose owner is not held back by their policies", async () => {
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(`
        create table public.owned (id bigint primary key);
        insert into public.owned values (1);
        alter table public.owned enable row level security;
        alter table public.owned owner to authenticated;`);
      const before = await asked(session, "authenticated", "select id from public.owned");
      expect(before).toHaveLength(1);
      const fixture = { ...fixtureOf("rls_disabled_in_public"), config: {} };
      const [finding, ...others] = await findingsOf(session, fixture);
      expect(others).toEqual([]);
      expect(finding?.object.identity).toBe("public.owned");
      await session.execute(finding?.remediation.sql ?? "");
      expect(await asked(session, "authenticated", "select id from public.owned")).toEqual([]);
      expect(await findingsOf(session, fixture)).toEqual([]);
    });
  });
});
