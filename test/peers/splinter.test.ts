import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../bench/generate.ts";
import { auditSnapshot } from "../../src/shared/audit/run.ts";
import { exposedSchemas } from "../../src/shared/catalog/exposure.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Config } from "../../src/shared/config.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { freshShadow } from "../support/embedded.ts";
import { exampleFiles } from "../support/example_files.ts";
import { inThrowawayTransaction, readFixture } from "../support/rule_fixtures.ts";
import { createTestDatabase } from "../support/servers.ts";
import { installVectorStandIn } from "../support/vector_stand_in.ts";
import { type Advisors, openAdvisors } from "./advisors.ts";
import { compare, type OurSide } from "./compare.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import type { PeerFinding } from "./peer_finding.ts";
import { askPeer, hearAdvisorsQuery, readSplinterQuery } from "./peer_query.ts";
import { PEER_RULES } from "./peer_rules.ts";
import { PENDING_RULES } from "./pending_rules.ts";

// Each finding of `supabase db advisors` and, where SPLINTER_SQL names a file with it, of splinter's own query has ours
// for the same rule and object, or falls under an exception that docs/splinter.md publishes.

/** A query of a peer. Splinter's own is asked as an API session asks; the CLI takes what it does without the setting. */
interface Peer {
  readonly name: string;
  readonly query: string;
  readonly asSession: boolean;
}

const CLI_EXPOSED = ["public"] as const;

const CLOCK = "2026-01-01T00:00:00.000Z";

let server: Database;
let shadow: Database;
let advisors: Advisors;
const peers: Peer[] = [];
/** Exceptions that were needed. */
const used = new Set<string>();

beforeAll(async () => {
  const made = await createTestDatabase();
  server = openServer({ url: made.url });
  shadow = await freshShadow();
  advisors = await openAdvisors();
  if (advisors.available) {
    const query = await hearAdvisorsQuery(advisors, made.url);
    peers.push({ name: "supabase db advisors", query, asSession: false });
  } else console.log(`skipped: ${advisors.reason}`);
  const query = await readSplinterQuery();
  if (query !== undefined) peers.push({ name: "splinter", query, asSession: true });
  else console.log("skipped: splinter's own query, since SPLINTER_SQL names no file");
});
afterAll(async () => {
  await server?.close();
  await shadow?.close();
  if (advisors?.available) await advisors.close();
});

async function ourSide(snapshot: CatalogSnapshot, config: Config): Promise<OurSide> {
  const options = { trigger: "cli", source: "database", clock: () => CLOCK, newId: () => "run" } as const;
  return { snapshot, report: await auditSnapshot(snapshot, { ...options, config }) };
}

/** Compares in an open transaction, and takes back what the reading changed in its settings. */
async function comparePeers(
  session: Session,
  options: { readonly exposed?: readonly string[]; readonly peers: readonly Peer[] },
): Promise<{ readonly matched: number; readonly missed: readonly string[] }> {
  await session.execute("savepoint own");
  const snapshot = await readSnapshot(session, { takenAt: CLOCK });
  await session.execute("rollback to savepoint own");
  let matched = 0;
  const missed: string[] = [];
  for (const { name, query, asSession } of options.peers) {
    const exposed = asSession ? exposedSchemas(snapshot, options.exposed).schemas : CLI_EXPOSED;
    const theirs = await askPeer(session, { query, exposed });
    const ours = await ourSide(snapshot, { exposed_schemas: [...exposed] });
    const comparison = compare(theirs, ours);
    matched += comparison.matched;
    for (const exception of comparison.excused) used.add(exception);
    missed.push(...comparison.missed.map((finding) => `${name}: ${finding}`));
  }
  return { matched, missed };
}

/** Compares a database that is filled, and asks the CLI itself what its query was heard to ask. */
async function compareDatabase(fill: (database: Database) => Promise<void>): Promise<number> {
  const made = await createTestDatabase();
  const database = openServer({ url: made.url });
  await fill(database);
  let matched = 0;
  await inThrowawayTransaction(database, async (session) => {
    const comparison = await comparePeers(session, { peers });
    expect(comparison.missed).toEqual([]);
    matched = comparison.matched;
    if (!advisors.available) return;
    const [heard] = peers.filter((peer) => !peer.asSession);
    const answer = await askPeer(session, { query: heard?.query ?? "", exposed: CLI_EXPOSED });
    expect(keys(await advisors.findings(made.url))).toEqual(keys(answer));
  });
  await database.close();
  await made.drop();
  return matched;
}

function keys(findings: readonly PeerFinding[]): string[] {
  return findings.map((finding) => finding.cacheKey).sort();
}

test("the rules of splinter that are missing here are the ones that are named", () => {
  const ids = new Set(RULES.map((rule) => rule.id));
  expect(PEER_RULES.map((rule) => rule.name).filter((name) => !ids.has(name))).toEqual(PENDING_RULES);
});

test("the example", async ({ skip }) => {
  if (peers.length === 0) skip("no peer is here");
  const matched = await compareDatabase(async (database) => {
    await installVectorStandIn(database, "extensions");
    await replay(database, await exampleFiles(), { parser: await loadSqlParser() });
  });
  expect(matched).toBeGreaterThan(50);
});

test("the benchmark's database", async ({ skip }) => {
  if (peers.length === 0) skip("no peer is here");
  const matched = await compareDatabase((database) => generate(database, { tables: 60, perSchema: 125 }));
  expect(matched).toBeGreaterThan(50);
});

test("what the fixtures lack", async ({ skip }) => {
  if (peers.length === 0) skip("no peer is here");
  const sql = readFileSync(join(import.meta.dirname, "exceptions.sql"), "utf8");
  await inThrowawayTransaction(server, async (session) => {
    await session.execute(sql);
    const { missed } = await comparePeers(session, { peers, exposed: ["public", "closed"] });
    expect(missed).toEqual([]);
  });
});

describe("the fixtures of", () => {
  const parts = RULES.flatMap(({ id }) => (["bad", "good"] as const).map((part) => [id, part] as const));

  test.each(parts)("%s, %s.sql", async (rule, part) => {
    const fixture = readFixture(rule);
    if (fixture === undefined) throw new Error(`rule ${rule} lacks its fixtures`);
    const sql = fixture[part];
    // Supabase's own extensions are in the embedded server only, where a peer's query takes two seconds.
    const lacks =
      /\bcreate extension (?:if not exists )?"?(?:vector|pg_graphql|pgmq|pg_cron|pg_net|http)\b/i.test(sql);
    const { exposed_schemas: exposed } = fixture.config;
    await inThrowawayTransaction(lacks ? shadow : server, async (session) => {
      await session.execute(sql);
      const { missed } = await comparePeers(session, {
        peers: lacks ? peers.slice(-1) : peers,
        ...(exposed === undefined ? {} : { exposed }),
      });
      expect(missed).toEqual([]);
    });
  });
});

test("each exception is needed, and the page of the rule speaks of splinter", () => {
  const known = new Set<string>(
    PEER_RULES.filter(
      (rule) => peers.some((peer) => peer.asSession) || (peers.length > 0 && rule.advisors),
    ).map((rule) => rule.name),
  );
  for (const exception of EXCEPTIONS) {
    if (exception.rules.every((rule) => known.has(rule))) expect(used, exception.id).toContain(exception.id);
    for (const rule of RULES.filter(({ id }) => exception.rules.some((name) => name === id))) {
      expect(rule.limits, rule.id).toMatch(/splinter/i);
    }
  }
});
