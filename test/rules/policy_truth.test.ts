import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../src/shared/audit/judge.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { ruleInput } from "../../src/shared/facts/rule_input.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { type Caller, isAlwaysTrue } from "../../src/shared/rules/policy_truth.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";

const UID = "5c2f6b1e-0d0f-4a55-9a44-1f7a3a0a9b11";
const CALLERS: Readonly<Record<Caller, object>> = {
  anon: { role: "anon" },
  authenticated: { role: "authenticated", sub: UID, aal: "aal1", session_id: UID, user_metadata: {} },
};

/** Expressions over a row with `id bigint not null, owner uuid, title text`, and for whom they are always true. */
const EXPRESSIONS: readonly (readonly [expression: string, open: "both" | Caller | "neither"])[] = [
  ["true", "both"],
  ["1 = 1", "both"],
  ["null::boolean is null", "both"],
  ["(1 = 2) is not true", "both"],
  ["not false and 2 >= 2", "both"],
  ["title = 'x' or true", "both"],
  ["title is null or title is not null", "neither"],
  ["id = id", "both"],
  ["id <= id", "both"],
  ["owner = owner", "neither"],
  ["owner is not distinct from owner", "both"],
  ["auth.uid() is null or auth.uid() is not null", "both"],
  ["auth.role() in ('anon', 'authenticated')", "both"],
  ["auth.role() not in ('service_role')", "both"],
  ["auth.role() = any ('{anon,authenticated}'::text[])", "both"],
  ["auth.role() <> all ('{anon,service_role}')", "authenticated"],
  ["auth.role() = any ('{\"anon\",authenticated}')", "neither"],
  ["auth.role() <> all ('{service_role,null}')", "neither"],
  ["auth.role() <> all (array['anon', 'service_role'])", "authenticated"],
  ["id not in (1, 2)", "neither"],
  ["auth.jwt() is not null", "both"],
  ["(select auth.uid()) is not null", "authenticated"],
  ["auth.uid() = auth.uid()", "authenticated"],
  ["auth.uid() is not distinct from auth.uid()", "both"],
  ["(auth.jwt() ->> 'sub') is not null", "authenticated"],
  ["(auth.jwt() #>> '{role}') = 'authenticated'", "authenticated"],
  ["(auth.jwt() -> 'app_metadata' ->> 'role') is null", "anon"],
  ["coalesce(auth.role(), 'anon') = 'authenticated'", "authenticated"],
  ["case auth.role() when 'anon' then true else owner = auth.uid() end", "anon"],
  ["case when auth.uid() is null then false else true end", "authenticated"],
  ["auth.uid() is null or owner = auth.uid()", "anon"],
  ["coalesce(auth.uid() = owner, true)", "anon"],
  ["coalesce(auth.uid()::text, '') = ''", "anon"],
  ["coalesce((select auth.uid()), owner) is not distinct from owner", "anon"],
  ["coalesce((select auth.uid()), owner) = owner", "neither"],
  ["coalesce(auth.uid()::text, id::text) = id::text", "anon"],
  ["case when auth.uid() is null then id else 0 end = id", "anon"],
  ["nullif(auth.role(), 'anon') is null", "anon"],
  ["current_user = 'anon'", "anon"],
  ["current_setting('role') = 'authenticated'", "authenticated"],
  ["(current_setting('request.jwt.claims', true)::jsonb ->> 'role') = 'anon'", "anon"],
  ["exists (select 1 where auth.uid() is not null)", "authenticated"],
  ["not exists (select 1 from pg_class c where c.relname = auth.uid()::text)", "anon"],
  ["(select count(*) from pg_class c where c.relname = auth.uid()::text and c.relkind = 'r') < 1", "anon"],
  ["(select c.relname from pg_class c where c.relname = auth.uid()::text) is null", "anon"],
  ["auth.role() not in (select c.relname from pg_class c where auth.uid() is null)", "authenticated"],
  ["exists (select count(*) from pg_class c where c.relname = auth.uid()::text)", "neither"],
  ["exists (select 1 from pg_class c where c.relname = auth.uid()::text)", "neither"],
  ["auth.role() like '%'", "both"],
  ["(auth.uid() = owner) is not true", "anon"],
  ["auth.uid() is distinct from null", "authenticated"],
  ["owner is distinct from auth.uid()", "neither"],
  ["auth.uid() = owner", "neither"],
  ["auth.uid() <> owner", "neither"],
  ["not (auth.uid() = owner)", "neither"],
  ["(auth.jwt() ->> 'tenant') is null", "neither"],
  ["random() = random()", "neither"],
  ["(select count(*) from pg_catalog.pg_class) > 0", "neither"],
];

let database: Database;
let parser: SqlParser;
beforeAll(async () => {
  database = await freshShadow();
  parser = await loadSqlParser();
});
afterAll(() => database?.close());

function holds(expression: string, caller: Caller): boolean {
  const notNull = (column: string): boolean => column === "id";
  return isAlwaysTrue(parser.parseExpression(expression), { caller, notNull });
}

describe("for whom an expression is always true", () => {
  test.each(EXPRESSIONS)("%s: %s", (expression, open) => {
    expect(holds(expression, "anon")).toBe(open === "both" || open === "anon");
    expect(holds(expression, "authenticated")).toBe(open === "both" || open === "authenticated");
  });

  test.each(["anon", "authenticated"] as const)("the server agrees for %s, row by row", async (caller) => {
    await inThrowawayTransaction(database, async (session) => {
      await session.execute(`
        create table public.sample (id bigint not null, owner uuid, title text);
        insert into public.sample values (1, null, null), (2, '${UID}', 'x'), (3, gen_random_uuid(), '');
        set local role ${caller};
        set local request.jwt.claims = '${JSON.stringify(CALLERS[caller])}'`);
      for (const [expression] of EXPRESSIONS.filter(([text]) => holds(text, caller))) {
        const [answer] = await session.query<{ all: boolean }>(
          `select bool_and(coalesce((${expression}), false)) as all from public.sample`,
        );
        expect(answer?.all, expression).toBe(true);
      }
    });
  });
});

test("a policy whose text the parser refuses is named as not evaluated", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(`
      create table public.notes (id bigint primary key);
      alter table public.notes enable row level security;
      create policy p on public.notes for update using (auth.uid() is null)`);
    const snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
    const broken = {
      ...snapshot,
      policies: snapshot.policies.map((policy) => ({
        ...policy,
        using: "auth.uid() is (SELECT user_metadata",
      })),
    };
    const rules = RULES.filter(
      ({ requires, category }) => category === "rls" && requires.some((need) => "parser" in need),
    );
    expect(rules.length).toBe(7);
    const { notEvaluated } = judge(rules, ruleInput(broken, { config: {}, parser }));
    for (const { id } of rules) {
      const reasons = notEvaluated.filter((entry) => entry.rule === id).map((entry) => entry.reason);
      expect(reasons.join("\n"), id).toContain("policy p on public.notes could not be parsed");
    }
  });
});
