import { readFile } from "node:fs/promises";
import type { Session } from "../../src/shared/database/database.ts";
import { quoteLiteral } from "../../src/shared/sql/ident.ts";
import type { Advisors } from "./advisors.ts";
import { eavesdrop } from "./heard_statements.ts";
import type { PeerFinding } from "./peer_finding.ts";

/** Splinter's own query, read from the file that `SPLINTER_SQL` names; `undefined` where the variable is not set. */
export async function readSplinterQuery(): Promise<string | undefined> {
  const file = process.env.SPLINTER_SQL;
  if (file === undefined || file === "") return undefined;
  // Its first statement is a setting; the one after it is the query.
  const text = await readFile(file, "utf8");
  return text.replace(/^\s*set local search_path = '';/, "").replace(/;\s*$/, "");
}

/** The query of the CLI as a server hears it, so that a hundred transactions can be judged without a hundred starts. */
export async function hearAdvisorsQuery(
  advisors: Extract<Advisors, { readonly available: true }>,
  url: string,
): Promise<string> {
  const listener = await eavesdrop(url);
  try {
    await advisors.findings(listener.url);
    const queries = listener.statements().filter((statement) => statement.includes("union all"));
    const [query] = queries;
    if (query === undefined || queries.length > 1) throw new Error(`the CLI sent ${queries.length} queries`);
    return query;
  } finally {
    await listener.close();
  }
}

/**
 * Runs a peer's query in the open transaction, which stays as it was, with the exposed schemas in the setting where an
 * API session has them. Once set in a session it is never unset again, only empty, which means no schema at all.
 */
export async function askPeer(
  session: Session,
  peer: { readonly query: string; readonly exposed: readonly string[] },
): Promise<PeerFinding[]> {
  await session.execute(`
    savepoint peer;
    set local search_path = '';
    set local jit = off;
    set local pgrst.db_schemas = ${quoteLiteral(peer.exposed.join(", "))}`);
  const rows = await session.query<{ finding: string }>(
    `select pg_catalog.jsonb_build_object(
       'name', peer.name, 'detail', peer.detail, 'metadata', peer.metadata, 'cacheKey', peer.cache_key
     )::text as finding
     from (${peer.query}) as peer`,
  );
  await session.execute("rollback to savepoint peer");
  return rows.map((row) => JSON.parse(row.finding) as PeerFinding);
}
