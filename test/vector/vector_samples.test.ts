import { afterAll, beforeAll, expect, test } from "vitest";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { parseSnapshot, serialiseSnapshot } from "../../src/shared/catalog/snapshot_file.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { freshShadow } from "../support/embedded.ts";
import { inThrowawayTransaction, judgeSession } from "../support/rule_fixtures.ts";

let database: Database;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

const TABLES = `
  create extension vector with schema extensions;
  create table public.open (id int primary key, embedding extensions.vector);
  create table public.closed (id int primary key, embedding extensions.vector);
  insert into public.open values (1, '[1,2]'), (2, '[1,2,3]');
  insert into public.closed values (1, '[1,2]'), (2, '[1,2,3]');
  create role sampler;
  grant usage on schema public, extensions to sampler;
  grant select on public.open to sampler;
  revoke all on public.closed from public, anon, authenticated;`;

test("a column that may not be read is recorded and leaves the others their samples", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(`${TABLES} set local role sampler;`);
    const { findings, notEvaluated } = await judgeSession(session, {});
    const rule = "vector_data_mixed_dimensions";
    expect(findings.filter((finding) => finding.rule === rule).map(({ object }) => object.identity)).toEqual([
      "public.open.embedding",
    ]);
    const reasons = notEvaluated.filter((entry) => entry.rule === rule).map(({ reason }) => reason);
    expect(reasons).toEqual([expect.stringContaining("public.closed.embedding was not sampled")]);
    expect(reasons[0]).toContain("permission denied");
  });
});

test("a sample holds sizes and no values, and survives a saved snapshot", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(TABLES);
    const snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00.000Z" });
    expect(
      snapshot.vector_samples.map(({ column, dimensions, sampled, unread }) => ({
        column,
        dimensions,
        sampled,
        unread,
      })),
    ).toEqual(Array(2).fill({ column: "embedding", dimensions: [2, 3], sampled: 2, unread: null }));
    expect(parseSnapshot(serialiseSnapshot(snapshot)).vector_samples).toEqual(snapshot.vector_samples);
  });
});

test("a body that cannot be parsed is named", async () => {
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(`
      create extension vector with schema extensions;
      set local check_function_bodies = off;
      create function public.broken(q extensions.vector) returns int language sql as 'select embedding <=> from';`);
    const { notEvaluated } = await judgeSession(session, {});
    expect(
      notEvaluated.filter((entry) => entry.rule === "vector_dimension_mismatch").map(({ reason }) => reason),
    ).toEqual([expect.stringContaining("public.broken(extensions.vector)")]);
  });
});
