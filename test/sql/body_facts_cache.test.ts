import { beforeAll, expect, test } from "vitest";
import { judge } from "../../src/shared/audit/judge.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Routine } from "../../src/shared/catalog/routines.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { ruleInput } from "../../src/shared/facts/rule_input.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { createBodyFactsCache } from "../../src/shared/sql/body_facts_cache.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { corpus } from "../bodies/body_judges.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";

const RULES_ON_BODIES = RULES.filter(({ category }) => category === "routine");

let snapshot: CatalogSnapshot;
let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
  const database = await freshShadow();
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(corpus().sql);
    await session.execute(
      "create function public.no_sql() returns int language plpgsql as $$ begin selec; end $$;" +
        "create function public.dynamic(t text) returns void language plpgsql security definer as $$ begin execute 'drop table ' || t; end $$",
    );
    snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
  });
  await database.close();
});

/** A parser that counts how often it is asked. */
function counting(): SqlParser & { readonly asked: () => number } {
  let asked = 0;
  const count = <Value>(value: Value): Value => {
    asked++;
    return value;
  };
  return {
    ...parser,
    parse: (sql) => count(parser.parse(sql)),
    parseTrees: (sql) => count(parser.parseTrees(sql)),
    parsePlpgsql: (sql) => count(parser.parsePlpgsql(sql)),
    asked: () => asked,
  };
}

function run(saved?: unknown) {
  const bodyFacts = createBodyFactsCache(saved);
  const asked = counting();
  const judgement = judge(
    RULES_ON_BODIES,
    ruleInput({ ...snapshot }, { config: {}, parser: asked, bodyFacts }),
  );
  return { judgement, bodyFacts, asked: asked.asked() };
}

test("a second run reads no body, and says the same", () => {
  const first = run();
  expect(first.asked).toBeGreaterThan(50);
  expect(first.bodyFacts.counts()).toEqual({ read: first.bodyFacts.counts().read, known: 0 });
  const saved: unknown = JSON.parse(JSON.stringify(first.bodyFacts.save()));
  const second = run(saved);
  expect(second.asked).toBe(0);
  expect(second.judgement).toEqual(first.judgement);
  expect(second.bodyFacts.counts()).toEqual({ read: 0, known: first.bodyFacts.counts().read });
  expect(JSON.parse(JSON.stringify(second.bodyFacts.save()))).toEqual(saved);
});

test("an edited body and another signature are read anew, and what is gone drops out", () => {
  const saved = run().bodyFacts.save();
  const changed = (routine: Routine): Routine =>
    routine.name === "g_1"
      ? { ...routine, body_hash: "0", body: "begin return query select * from app.gone; end" }
      : routine.name === "g_3"
        ? { ...routine, argument_names: ["other"] }
        : routine;
  const bodyFacts = createBodyFactsCache(saved);
  const edited = {
    ...snapshot,
    routines: snapshot.routines.filter(({ name }) => name !== "g_2").map(changed),
  };
  const { findings } = judge(RULES_ON_BODIES, ruleInput(edited, { config: {}, parser, bodyFacts }));
  expect(findings.map(({ object }) => object.name)).toContain("g_1");
  expect(bodyFacts.counts().read).toBe(2);
  expect(Object.keys(bodyFacts.save().bodies)).toHaveLength(Object.keys(saved.bodies).length - 1);
});

test.each([
  ["nothing", undefined],
  ["no object", "text"],
  ["no bodies", { version: "x" }],
])("%s is an empty cache", (_title, saved) => {
  expect(run(saved).bodyFacts.counts().known).toBe(0);
});

test("facts of another version of the tool are not used", () => {
  const saved = run().bodyFacts.save();
  expect(run({ ...saved, version: `${saved.version}0` }).bodyFacts.counts().known).toBe(0);
});

test("entries that are no facts are read anew", () => {
  const saved = run().bodyFacts.save();
  const bodies = Object.fromEntries(Object.keys(saved.bodies).map((key) => [key, { relations: "none" }]));
  const again = run({ ...saved, bodies });
  expect(again.bodyFacts.counts().known).toBe(0);
  expect(again.judgement).toEqual(run().judgement);
});
