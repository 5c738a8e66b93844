import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { auditDatabase } from "../../src/shared/audit/run.ts";
import {
  type AuditStep,
  continueAudit,
  type SlicedAuditOptions,
  startAudit,
} from "../../src/shared/audit/sliced_audit.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { listFindings } from "../../src/shared/store/findings.ts";
import { getRun } from "../../src/shared/store/runs.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";

// Tables, partitions, views and routines that refer to each other across any cut, under names that are hard to write.
const TABLES = Array.from({ length: 24 }, (_, number) => `t${number}`);
const SCHEMA = `
  set check_function_bodies = off;
  create schema "Ober ""schema""
zwei";
  grant usage on schema "Ober ""schema""
zwei" to anon, authenticated;
  create table public.loose (label text);
  ${TABLES.map(
    (name, number) => `
  create table public.${name} (
    id bigint generated always as identity, owner uuid, other bigint, "größe ""m²""" int,
    unique (id)
  );
  grant select, insert on public.${name} to anon, authenticated;
  alter table public.${name} enable row level security;
  create policy ${name}_read on public.${name} for select using (owner = auth.uid());
  create policy ${name}_all on public.${name} for select to authenticated using (true);
  create index ${name}_owner on public.${name} (owner);
  create index ${name}_owner_too on public.${name} (owner);
  ${number === 0 ? "" : `alter table public.${name} add foreign key (other) references public.${TABLES[number - 1]} (id) not valid;`}
  create view public.v_${name} as select id, owner from public.${name};
  grant select on public.v_${name} to anon;
  create function public.f_${name}(a uuid) returns bigint language sql security definer
    as 'select count(*) from public.${name} where owner = a and id in (select other from ${TABLES[(number * 7 + 3) % 24]})';
  create function public.broken_${name}() returns void language plpgsql as
    'begin perform missing_column from public.${TABLES[(number * 5 + 1) % 24]}; perform public.f_${TABLES[(number * 11 + 2) % 24]}(null); insert into not_there_${number % 3} values (1); end';`,
  ).join("")}
  create function public.makes() returns void language plpgsql as
    'begin create temp table not_there_1 (id int); end';
  create function public.stamp() returns trigger language plpgsql as 'begin new.owner := null; new.nowhere := 1; return new; end';
  ${TABLES.map((name) => `create trigger stamp before insert on public.${name} for each row execute function public.stamp();`).join("")}
  alter table public.t5 disable trigger stamp;
  create table "Ober ""schema""
zwei"."täble 'x'" ("ID" int, "käse" oid, "ref" bigint references public.t3 (id));
  grant select on "Ober ""schema""
zwei"."täble 'x'" to anon;
  create function "Ober ""schema""
zwei"."fünc $1"() returns bigint language plpgsql security definer as
    'begin return (select count("käse") from "Ober ""schema""
zwei"."täble ''x''" where nothing_like_it = 1); end';
  create table public.parts (id bigint, at date, secret_token text) partition by range (at);
  create table public.parts_1 partition of public.parts for values from ('2026-01-01') to ('2026-02-01');
  create table public.parts_2 partition of public.parts for values from ('2026-02-01') to ('2026-03-01');
  create table public.parts_3 partition of public.parts for values from ('2026-03-01') to ('2026-04-01') partition by list (id);
  create table public.parts_3a partition of public.parts_3 for values in (1);
  grant select on public.parts, public.parts_1, public.parts_2, public.parts_3, public.parts_3a to anon;
  create index parts_id on only public.parts (id);
  alter table public.parts add column t7 bigint references public.t7 (id);
  -- Two foreign keys whose indexes would get one name.
  create table public.a (b_c bigint references public.t1 (id));
  create table public.a_b (c bigint references public.t1 (id));
  create table public.t2_other_idx (id int primary key);
  create function public.twin(a int) returns int language sql as 'select a';
  create function public.twin(a int, b int default 1) returns int language sql as 'select a + b'`;

// Dozens of slices a test.
vi.setConfig({ testTimeout: 180_000 });

let own: TestDatabase;
let database: Database;
beforeAll(async () => {
  own = await createTestDatabase();
  database = openServer({ url: own.ownerUrl });
  await makeStore(database);
  await database.execute(SCHEMA);
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});

function options(overrides: Partial<SlicedAuditOptions> = {}): SlicedAuditOptions {
  return {
    config: { exposed_schemas: ["public", 'Ober "schema"\nzwei'] },
    trigger: "cron",
    source: "database",
    clock: () => new Date().toISOString(),
    newId: randomUUID,
    budget: 0,
    full: true,
    ...overrides,
  };
}

async function allSlices(
  budget: number,
  between: (step: AuditStep) => Promise<void> = async () => {},
): Promise<AuditStep[]> {
  const steps = [await startAudit(database, options({ budget }))];
  for (let last = steps[0]; last?.more; last = steps.at(-1)) {
    await between(last);
    steps.push(await continueAudit(database, { ...options({ budget }), runId: last.runId }));
  }
  return steps;
}

async function stored(): Promise<readonly object[]> {
  const { findings } = await listFindings(database, { limit: 5_000 });
  return findings
    .filter(({ state }) => state !== "resolved")
    .map(({ first_seen_at: _first, last_seen_at: _last, ...finding }) => steady(finding));
}

/** Without what moves from one reading to the next: the state, and the transactions that the server has counted. */
function steady(finding: Finding): object {
  const { state: _, message, evidence, ...rest } = finding;
  return finding.rule === "unused_index" ? rest : { ...rest, message, evidence };
}

describe("an audit in shards", () => {
  test.each([0, 5_000])(
    "finds what one at once finds, with its causes, at a budget of %i",
    async (budget) => {
      const whole = await auditDatabase(database, options());
      const steps = await allSlices(budget);
      expect(steps.length).toBeGreaterThan(5);
      expect(await stored()).toEqual(whole.findings.map(steady));
      const run = await getRun(database, steps.at(-1)?.runId ?? "");
      expect(run?.summary?.objects).toEqual(whole.summary.objects);
      expect(run?.not_evaluated.map(({ rule, reason }) => `${rule} ${reason}`).sort()).toEqual(
        whole.not_evaluated.map(({ rule, reason }) => `${rule} ${reason}`).sort(),
      );
      const causes = new Set(whole.findings.map(({ root_cause }) => root_cause?.split(" ")[0]));
      expect([...causes]).toEqual(expect.arrayContaining(["policy", "policies", "routines", "partitioned"]));
      expect(await database.query("select key from supawarden.waiting_causes")).toEqual([]);
    },
  );

  test("resolves with the last shard only, and nothing that another shard has found", async () => {
    await allSlices(0);
    await database.execute("alter table public.loose add primary key (label)");
    const resolved: number[] = [];
    const steps = await allSlices(0, async () => {
      const [row] = await database.query<{ count: number }>(
        "select count(*)::int4 as count from supawarden.findings where state = 'resolved'",
      );
      resolved.push(row?.count ?? 0);
    });
    const run = await getRun(database, steps.at(-1)?.runId ?? "");
    expect(run?.summary).toMatchObject({ new: 0, reopened: 0, resolved: 1 });
    expect(resolved.slice(0, 3)).toEqual([0, 0, 0]);
    expect(await stored()).toEqual((await auditDatabase(database, options())).findings.map(steady));
    await database.execute("alter table public.loose drop constraint loose_pkey");
  });

  test("begins anew when something changes between two shards", async () => {
    let changed = false;
    const steps = await allSlices(0, async () => {
      if (changed) return;
      changed = true;
      await database.execute("alter table public.t9 disable row level security");
    });
    expect(new Set(steps.map(({ runId }) => runId)).size).toBe(2);
    expect(await stored()).toEqual((await auditDatabase(database, options())).findings.map(steady));
    await database.execute("alter table public.t9 enable row level security");
  });

  test("discards the plan of a version that planned otherwise", async () => {
    const first = await startAudit(database, options());
    await database.query(
      `update supawarden.runs set slices = jsonb_set(slices, '{plan}', '[["no_primary_key"], ["unused_index"]]')
       where id = $1::uuid`,
      [first.runId],
    );
    const second = await continueAudit(database, { ...options(), runId: first.runId });
    expect(second.runId).not.toBe(first.runId);
    let step = second;
    while (step.more) step = await continueAudit(database, { ...options(), runId: step.runId });
    expect(await stored()).toEqual((await auditDatabase(database, options())).findings.map(steady));
  });
});
