import { beforeAll, expect, test } from "vitest";
import { auditSnapshot } from "../../src/shared/audit/run.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { type BodyFactsCache, createBodyFactsCache } from "../../src/shared/sql/body_facts_cache.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import {
  expressionKey,
  NotRemembered,
  rememberingParser,
} from "../../src/shared/sql/remembered_expressions.ts";
import { corpus } from "../bodies/body_judges.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";

const POLICIES = `
  create table public.notes (id bigint primary key, owner uuid, team text not null, "odd ""name" text);
  alter table public.notes enable row level security;
  create policy own on public.notes for select to authenticated using (auth.uid() = owner);
  create policy open on public.notes for insert to anon with check (true);
  create policy claims on public.notes for update to authenticated
    using (current_setting('request.jwt.claims (', true)::jsonb ->> 'sub' = "odd ""name");
  create policy self on public.notes for select
    using (exists (select from public.notes other where other.team = notes.team));
`;

let snapshot: CatalogSnapshot;
let later: CatalogSnapshot;
beforeAll(async () => {
  const database = await freshShadow();
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(corpus().sql);
    await session.execute(POLICIES);
    snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
    await session.execute(`
      create policy later on public.notes for select to anon using (owner = auth.uid() or team = any ('{a,b}'));
      create function public.later() returns bigint language sql as 'select count(*) from app.nowhere';`);
    later = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
  });
  await database.close();
});

async function audited(of: CatalogSnapshot, cache?: BodyFactsCache) {
  const { findings, not_evaluated } = await auditSnapshot(of, {
    config: {},
    trigger: "cli",
    source: "database",
    clock: () => "2026-01-01T00:00:00.000Z",
    newId: () => "00000000-0000-4000-8000-000000000000",
    ...(cache === undefined ? {} : { bodyFacts: cache }),
  });
  return { findings, not_evaluated };
}

/** What an audit of the snapshot leaves behind, as it is kept between two runs. */
async function savedOf(of: CatalogSnapshot) {
  const cache = createBodyFactsCache();
  await audited(of, cache);
  return JSON.parse(JSON.stringify(cache.save())) as ReturnType<BodyFactsCache["save"]>;
}

test("a later audit says the same from what is remembered, and reads nothing anew", async () => {
  const anew = await audited(snapshot);
  expect(anew.findings.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(["auth_rls_initplan", "rls_policy_always_true", "policy_self_recursive"]),
  );
  const saved = await savedOf(snapshot);
  const cache = createBodyFactsCache(saved);
  expect(await audited(snapshot, cache)).toEqual(anew);
  expect(cache.counts().read).toBe(0);
});

test("what is new since is parsed, by the rules that ask for it", async () => {
  const cache = createBodyFactsCache(await savedOf(snapshot));
  expect(await audited(later, cache)).toEqual(await audited(later));
  expect(cache.counts().read).toBeGreaterThan(0);
});

test("a body that is new among known policies is judged too", async () => {
  const routines = later.routines;
  const changed = { ...snapshot, routines } as CatalogSnapshot;
  const cache = createBodyFactsCache(await savedOf(snapshot));
  const { findings } = await audited(changed, cache);
  expect(findings).toEqual((await audited(changed)).findings);
  expect(
    findings.some(({ rule, object }) => rule === "function_body_broken" && object.name === "later"),
  ).toBe(true);
});

test("the tree is that of the store, not of the parser", async () => {
  const saved = await savedOf(snapshot);
  const own = snapshot.policies.find(({ name }) => name === "own")?.using ?? "";
  const open = saved.bodies[expressionKey("true")];
  expect(open).toBeDefined();
  const cache = createBodyFactsCache({
    ...saved,
    bodies: { ...saved.bodies, [expressionKey(own)]: open },
  });
  const { findings } = await audited(snapshot, cache);
  const opened = findings.filter(({ rule }) => rule === "policy_any_authenticated").map((f) => f.object.name);
  expect(opened).toContain("own");
  expect((await audited(snapshot)).findings.map((f) => `${f.rule} ${f.object.name}`)).not.toContain(
    "policy_any_authenticated own",
  );
});

test("an entry that is no tree is parsed anew", async () => {
  const saved = await savedOf(snapshot);
  const bodies = Object.fromEntries(Object.keys(saved.bodies).map((key) => [key, { tree: 1, tokens: 2 }]));
  expect(await audited(snapshot, createBodyFactsCache({ ...saved, bodies }))).toEqual(
    await audited(snapshot),
  );
});

test("refuses the same text at the same place, and answers nothing else from memory", async () => {
  const cache = createBodyFactsCache();
  const parser = rememberingParser(cache, await loadSqlParser());
  const refused = (of: typeof parser) => {
    try {
      of.parseExpression("a = = b");
    } catch (error) {
      return { ...(error as object), message: (error as Error).message };
    }
    return undefined;
  };
  const first = refused(parser);
  expect(first).toMatchObject({ name: "SqlSyntaxError", line: 1 });
  const memory = rememberingParser(createBodyFactsCache(cache.save()));
  expect(refused(memory)).toEqual(first);
  expect(() => memory.parseExpression("b")).toThrow(NotRemembered);
  expect(() => memory.parse("select 1")).toThrow(NotRemembered);
  expect(() => memory.scan("a = = b")).toThrow(NotRemembered);
});
