import { expect, test } from "vitest";
import { analyse } from "../../src/shared/migrations/analysis.ts";
import { replayChain } from "../../src/shared/migrations/faults/replay_chain.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { readConflictFixture } from "../support/conflict_fixtures.ts";
import { freshShadow } from "../support/embedded.ts";
import { readTexts } from "../support/read_folder.ts";

const IDS = ["reference_before_creation", "object_never_created", "reference_after_drop"] as const;

async function replayed(texts: Readonly<Record<string, string>>) {
  const parser = await loadSqlParser();
  const reading = readTexts(texts, parser);
  const [folder] = reading.folders;
  if (folder === undefined) throw new Error("there is no folder");
  const database = await freshShadow();
  try {
    const replay = await replayChain(database, { folder, parser });
    const analysis = analyse(reading, {
      config: {},
      trigger: "cli",
      clock: () => "2026-01-01T00:00:00.000Z",
      newId: () => "run",
      startedAt: "2026-01-01T00:00:00.000Z",
      replays: [replay],
    });
    return { replay, findings: analysis.findings };
  } finally {
    await database.close();
  }
}

async function fixture(id: string, half: "bad" | "good") {
  const { reading } = await readConflictFixture(id, half);
  return replayed(Object.fromEntries(reading.files.map(({ path, text }) => [path, text])));
}

test.each(IDS)("%s: a server fails where the files say so, for that reason", async (id) => {
  const { replay, findings } = await fixture(id, "bad");
  const said = findings.filter(({ rule }) => rule === id);
  const atOnce = said.filter(({ severity }) => severity === "error");
  expect(findings.filter(({ rule }) => rule === "replay_disagrees")).toEqual([]);
  expect(atOnce.length).toBeGreaterThan(0);
  for (const { message, evidence } of atOnce) expect(evidence.replay, message).toBeDefined();
  expect(replay.faults.filter(({ reason }) => reason === id).length).toBe(atOnce.length);
});

test.each(IDS)("%s: a server takes what the files are silent on", async (id) => {
  const { replay, findings } = await fixture(id, "good");
  expect(replay.faults.map(({ fault }) => [fault.line, fault.message])).toEqual([]);
  const rules: readonly string[] = [...IDS, "replay_disagrees"];
  expect(findings.filter(({ rule }) => rules.includes(rule)).map(({ message }) => message)).toEqual([]);
});

test("what fails for want of a column or an overload takes what needs it along", async () => {
  const { findings } = await replayed({
    "20260101000000_start.sql": [
      "create table public.items (id bigint primary key);",
      "create function public.f(one bigint) returns bigint language sql as 'select 1';",
      "create index items_state_idx on public.items (state);",
      "alter table public.items add column mood public.mood;",
      "create index items_mood_idx on public.items (mood);",
      "create function public.f(one bigint, two public.mood) returns bigint language sql as 'select 1';",
      "create view public.fs as select public.f(1, null) as f;",
    ].join("\n"),
    "20260101000001_later.sql":
      "create type public.mood as enum ('good');\nalter table public.items add column state text;",
  });
  const told = findings
    .filter(({ rule }) => /^(?:reference_|object_never|replay_dis)/.test(rule))
    .map(({ rule, object, location, evidence }) => [
      rule,
      object.identity,
      location?.line,
      (evidence.cascades as readonly { readonly line: number }[] | undefined)?.map(({ line }) => line),
    ]);
  expect(told).toEqual([
    ["reference_before_creation", "public.items.state", 3, undefined],
    ["reference_before_creation", "public.mood", 4, [5, 7]],
  ]);
});
