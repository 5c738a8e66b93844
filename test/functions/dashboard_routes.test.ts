import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { findingOn, makeStore, nightOf, storeNight } from "../support/store.ts";
import { openApps, withSecret } from "./app_fixture.ts";
import { createTokenIssuer, type TokenIssuer } from "./signed_tokens.ts";

let database: EmbeddedDatabase;
let issuer: TokenIssuer;

interface Group {
  readonly id: string;
  readonly cause?: string;
  readonly count: number;
  readonly fresh: number;
  readonly severity: string;
  readonly rules: readonly { readonly rule: string; readonly count: number }[];
  readonly objects: readonly string[];
}
interface Answer {
  readonly groups: readonly Group[];
  readonly counts: Record<string, number>;
  readonly findings: readonly { readonly object: { readonly identity: string } }[];
  readonly suppressions: readonly { readonly id: string; readonly rule: string; readonly state: string }[];
  readonly next_cursor?: string;
  readonly [key: string]: unknown;
}

async function ask(
  path: string,
  init: RequestInit = withSecret("GET"),
): Promise<{ status: number; body: Answer }> {
  const answer = await openApps({ database, issuer }).audit.request(path, init);
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? ({} as Answer) : (JSON.parse(text) as Answer) };
}

const CAUSE = "default privileges of postgres on tables in schema public";
const POLICY = { rule: "rls_policy_always_true", severity: "warn" } as const;

beforeAll(async () => {
  database = await freshShadow();
  issuer = await createTokenIssuer();
  await makeStore(database);
  const old = [findingOn("a", { root_cause: CAUSE }), findingOn("p1", POLICY), findingOn("p2", POLICY)];
  await storeNight(database, { n: 1, findings: old });
  const later = [
    ...old,
    findingOn("b", { root_cause: CAUSE, remediation: { safety: "review", cause_sql: "alter default …" } }),
    findingOn("w", { ...POLICY, rule: "other_rule", root_cause: CAUSE }),
    findingOn("accepted", {
      suppression: { reason: "meant", owner: "ana" },
    }),
  ];
  await storeNight(database, { n: 2, findings: later });
  await database.execute(`
    create extension vector with schema extensions;
    create table public.docs (id int primary key, embedding extensions.vector(3));
    create table public.notes (id int primary key, doc int references public.docs (id));
    create view public.note_list with (security_invoker = true) as select id from public.notes;
    create function public.near(query extensions.vector) returns setof int language sql as
      'select id from public.docs order by embedding operator(extensions.<->) query';
    insert into supabase_migrations.schema_migrations (version, name, statements) values ('001', 'one', '{a,b}');
  `);
});
afterAll(() => database.close());

describe("GET /audit/groups", () => {
  it("groups by root cause, else by rule and severity, worst and largest first", async () => {
    const { status, body } = await ask("/audit/groups?suppressed=false");
    expect(status).toBe(200);
    expect(body.groups).toMatchObject([
      {
        severity: "error",
        cause: CAUSE,
        cause_sql: "alter default …",
        count: 3,
        fresh: 2,
        rules: [
          { rule: "rls_disabled_in_public", count: 2 },
          { rule: "other_rule", count: 1 },
        ],
        objects: ["public.a", "public.b", "public.w"],
      },
      { severity: "warn", count: 2, fresh: 0, rules: [{ rule: "rls_policy_always_true", count: 2 }] },
    ]);
    expect(body.groups[1]).not.toHaveProperty("cause");
    expect(body.counts).toEqual({ error: 2, warn: 3, info: 0, new: 2, reopened: 0, suppressed: 0 });
  });

  it("counts accepted findings apart, and filters as the findings do", async () => {
    const all = await ask("/audit/groups");
    expect(all.body.counts).toMatchObject({ error: 2, suppressed: 1 });
    const accepted = await ask("/audit/groups?suppressed=true");
    expect(accepted.body.groups).toMatchObject([{ count: 1, objects: ["public.accepted"] }]);
    const filtered = await ask("/audit/groups?severity=warn&object=public.p*");
    expect(filtered.body.groups).toMatchObject([{ count: 2 }]);
    expect((await ask("/audit/groups?group=nonsense")).status).toBe(422);
    expect((await ask("/audit/groups?limit=3")).status).toBe(422);
    expect((await ask("/audit/groups", {})).status).toBe(401);
  });
});

describe("the filters of GET /audit/findings", () => {
  const names = async (query: string) =>
    (await ask(`/audit/findings?${query}`)).body.findings.map(({ object }) => object.identity);

  it("takes the group that the groups name", async () => {
    const { body } = await ask("/audit/groups?suppressed=false");
    for (const group of body.groups)
      expect(await names(`suppressed=false&group=${group.id}`)).toHaveLength(group.count);
    expect(await names(`group=${"0".repeat(64)}`)).toEqual([]);
  });

  it("takes what came or came back since a moment", async () => {
    expect(await names(`since=${nightOf(2)}`)).toEqual(["public.accepted", "public.b", "public.w"]);
    expect(await names(`since=${nightOf(2)}&suppressed=false`)).toEqual(["public.b", "public.w"]);
    expect(await names(`since=${nightOf(3)}`)).toEqual([]);
    expect((await ask("/audit/findings?since=yesterday")).status).toBe(422);
  });
});

describe("GET /audit/suppressions", () => {
  it("lists what was accepted with its finding, page by page, and finds that of one finding", async () => {
    expect((await ask("/audit/suppressions")).body).toEqual({ suppressions: [] });
    for (const [name, expires_at] of [
      ["p1", "2100-02-01"],
      ["p2", "2100-01-01"],
    ] as const) {
      const { fingerprint } = findingOn(name, POLICY);
      const made = await ask(
        "/audit/suppressions",
        withSecret("POST", { fingerprint, reason: "meant", owner: "ana", expires_at }),
      );
      expect(made.status).toBe(201);
    }
    const first = await ask("/audit/suppressions?limit=1");
    expect(first.body.suppressions).toMatchObject([
      { rule: "rls_policy_always_true", state: "open", expires_at: "2100-01-01T23:59:59.999Z" },
    ]);
    const second = await ask(`/audit/suppressions?limit=1&cursor=${first.body.next_cursor}`);
    expect(second.body.suppressions).toMatchObject([{ object: { identity: "public.p1" } }]);
    expect(second.body).not.toHaveProperty("next_cursor");
    const { fingerprint } = findingOn("p1", POLICY);
    const own = await ask(`/audit/suppressions?fingerprint=${fingerprint}`);
    expect(own.body.suppressions).toHaveLength(1);
    const id = own.body.suppressions[0]?.id;
    expect((await ask(`/audit/suppressions/${id}`, withSecret("DELETE"))).status).toBe(204);
    expect((await ask(`/audit/suppressions?fingerprint=${fingerprint}`)).body.suppressions).toEqual([]);
    expect((await ask("/audit/suppressions?cursor=nonsense")).status).toBe(422);
    expect((await ask("/audit/suppressions?fingerprint=nonsense")).status).toBe(422);
  });
});

describe("what the database is, drawn", () => {
  it("maps vectors by their sizes", async () => {
    const { body } = await ask("/audit/vectors");
    expect(body).toMatchObject({
      installed: true,
      columns: [{ identity: "public.docs.embedding", type: "vector", dimension: 3 }],
      routines: [
        {
          identity: "public.near(extensions.vector)",
          columns: ["public.docs.embedding"],
          searches: [{ column: "public.docs.embedding", operator: "<->" }],
          conflicts: [],
        },
      ],
    });
  });

  it("draws what needs what, around one object or the most connected first", async () => {
    const around = await ask("/audit/dependencies?object=public.notes&limit=3");
    expect(around.body.nodes).toMatchObject([
      { identity: "public.notes", kind: "table" },
      { identity: "public.docs" },
      { identity: "public.note_list", kind: "view" },
    ]);
    const kinds = (around.body.edges as { kind: string }[]).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(["foreign key", "reads"]);
    const cut = await ask("/audit/dependencies?limit=2");
    expect(cut.body).toMatchObject({ truncated: true });
    expect(cut.body.nodes).toHaveLength(2);
    expect((await ask("/audit/dependencies?object=public.nothing")).body).toMatchObject({
      nodes: [],
      truncated: false,
    });
    expect((await ask("/audit/dependencies?limit=401")).status).toBe(422);
  });

  it("gives the ledger as it is, and says that no side is expected", async () => {
    const { body } = await ask("/audit/migrations");
    expect(body).toEqual({
      source: "none",
      files: [],
      ledger: [{ version: "001", name: "one", statements: 2 }],
    });
    expect((await ask("/audit/timeline")).body).toEqual({
      known: false,
      files: [],
      objects: [],
      dependencies: [],
    });
  });

  it("describes every route", async () => {
    const { body } = await ask("/audit/openapi.json");
    expect(Object.keys(body.paths as object)).toEqual(
      expect.arrayContaining([
        "/audit/groups",
        "/audit/vectors",
        "/audit/dependencies",
        "/audit/migrations",
        "/audit/timeline",
        "/audit/suppressions",
      ]),
    );
  });

  it("lets a reader read all of it", async () => {
    const token = await issuer.token({ role: "reader" });
    for (const path of ["groups", "vectors", "dependencies", "migrations", "timeline", "suppressions"]) {
      expect(
        (await ask(`/audit/${path}`, { headers: { authorization: `Bearer ${token}` } })).status,
        path,
      ).toBe(200);
    }
  });
});
