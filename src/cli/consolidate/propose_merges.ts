import { qualified } from "../../shared/catalog/identity.ts";
import { lookupOf } from "../../shared/catalog/lookup.ts";
import { loadSnapshot } from "../../shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../shared/catalog/snapshot.ts";
import type { ChainContent } from "../../shared/consolidate/chain_statements.ts";
import { countMerge } from "../../shared/consolidate/merge/count_merge.ts";
import { findMerges } from "../../shared/consolidate/merge/find_merges.ts";
import { proposeMerge } from "../../shared/consolidate/merge/map_merge_columns.ts";
import type { MergeProposal } from "../../shared/consolidate/merge/merge_proposal.ts";
import type { ObservedChain } from "../../shared/consolidate/observed_chain.ts";
import { type Database, messageOf, sqlState } from "../../shared/database/database.ts";

/** Counting reads whole tables; one that takes longer is given up, in milliseconds. */
const COUNT_TIMEOUT = 60_000;
/** The snapshot's own time, which nothing here reads. */
const TAKEN_AT = "1970-01-01T00:00:00.000Z";

/**
 * Proposes to merge tables that hold the same thing, with what would be lost counted: in production where it is given,
 * else in the rows that the old files leave. Changes nothing.
 */
export async function proposeMerges(
  { observed, content }: { readonly observed: ObservedChain; readonly content: ChainContent },
  production: Database | undefined,
): Promise<readonly MergeProposal[]> {
  const { snapshot } = observed.observed;
  const pairs = findMerges(snapshot, content.statements);
  if (pairs.length === 0) return [];
  const proposals = pairs.map((pair) => proposeMerge(pair, snapshot));
  if (production === undefined) {
    return counted(observed.database, proposals, { snapshot, on: "the rows that the old files leave" });
  }
  const there = await loadSnapshot(production, {
    takenAt: TAKEN_AT,
    parts: ["relations", "columns", "types", "constraints"],
    bodyChecks: false,
  });
  return counted(production, proposals, { snapshot: there, on: production.label });
}

async function counted(
  database: Database,
  proposals: readonly MergeProposal[],
  subject: { readonly snapshot: CatalogSnapshot; readonly on: string },
): Promise<readonly MergeProposal[]> {
  const lookup = lookupOf(subject.snapshot);
  const columns = new Set(
    subject.snapshot.relations.flatMap((table) =>
      (lookup.columns.get(table.oid) ?? []).map(({ name, type }) =>
        JSON.stringify([qualified(table), name, type]),
      ),
    ),
  );
  const result: MergeProposal[] = [];
  for (const proposal of proposals) {
    const missing = columnsOf(proposal).find(([key]) => !columns.has(key));
    if (missing !== undefined) {
      result.push({ ...proposal, uncounted: `${missing[1]} is not there, or is of another type` });
      continue;
    }
    result.push(await countOne(database, proposal, subject));
  }
  return result;
}

async function countOne(
  database: Database,
  proposal: MergeProposal,
  subject: { readonly snapshot: CatalogSnapshot; readonly on: string },
): Promise<MergeProposal> {
  try {
    const counts = await database.transaction("snapshot", async (session) => {
      await session.execute(
        `set local search_path = ''; set local row_security = off; set local statement_timeout = ${COUNT_TIMEOUT}`,
      );
      return countMerge(session, proposal, subject);
    });
    return { ...proposal, counts };
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return { ...proposal, uncounted: messageOf(error) };
  }
}

/** Keys of the columns that are read, with the words for each. */
function columnsOf({ source, target, columns }: MergeProposal): readonly (readonly [string, string])[] {
  return columns.flatMap((column) => [
    [JSON.stringify([source, column.source, column.source_type]), `${column.source} of ${source}`] as const,
    [JSON.stringify([target, column.target, column.target_type]), `${column.target} of ${target}`] as const,
  ]);
}
