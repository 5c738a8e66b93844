import { z } from "zod";
import { messageOf, type Session, sqlState } from "../database/database.ts";
import { type DeepReadonly, oid } from "./family.ts";
import { foreignKeyActions } from "./foreign_key_actions.ts";
import { type OrphanCandidate, type OrphanFacts, orphanCandidates } from "./orphan_candidates.ts";
import { countSql, MOST_ORPHANS, PROBE_ROWS } from "./orphan_sql.ts";
import { readComparisons, readTableStates, type TableState } from "./orphan_tables.ts";

/** The shape of a count in a saved snapshot. */
export const orphanCountRow = z.object({
  relation: oid,
  /** The foreign key; `null` where the columns have none. */
  constraint: oid.nullable(),
  /** Number of the column, where there is no foreign key. */
  column: z.number().int().nullable(),
  /** Rows that refer to no row, as far as they were counted. */
  orphans: z.number().int(),
  /** There may be more of them. */
  at_least: z.boolean(),
  /** Whether any row refers to a row that exists; asked only where orphans were found and there is no foreign key. */
  matched: z.boolean().nullable(),
  /** Why rows were not counted, or not all; `null` where all were. */
  unread: z.string().nullable(),
});
/** How many rows refer to a row that does not exist. No value itself leaves the database. */
export type OrphanCount = DeepReadonly<z.infer<typeof orphanCountRow>>;

/** Time for all counts together, in milliseconds, where the configuration says nothing. */
export const ORPHAN_BUDGET = 2000;

/** Small tables counted in one statement, so that a slow line costs little, and their greatest size in pages. */
const BATCH = 40;
const BATCH_PAGES = 200;

/**
 * Pages for each millisecond of the budget up to which a table is read whole. The embedded engine has no statement
 * timeout, so that size alone keeps it within the budget.
 */
const PAGES_A_MILLISECOND = 10;

/** What the counts may cost. */
export interface OrphanReading {
  /** In milliseconds; 0 counts nothing. */
  readonly budget: number;
  /** Pages up to which a table is read whole; follows from the budget where it is left out. */
  readonly pages?: number;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * Counts the rows behind each candidate, in their order, until the budget is used up. Every count is rolled back to a
 * savepoint, which gives its locks up: thousands of them would fill the server's lock table. Runs inside the
 * transaction that read the facts.
 * @throws the driver's error when the connection breaks.
 */
export async function readOrphanCounts(
  session: Session,
  facts: OrphanFacts,
  reading: OrphanReading,
): Promise<readonly OrphanCount[]> {
  const candidates = orphanCandidates(facts);
  if (candidates.length === 0) return [];
  if (reading.budget <= 0) {
    return candidates.map((candidate) => uncounted(candidate, "counting is switched off (budget_ms is 0)"));
  }
  const now = reading.now ?? (() => performance.now());
  const deadline = now() + reading.budget;
  const counts: OrphanCount[] = [];
  for (let start = 0; start < candidates.length; ) {
    const batch = nextBatch(candidates, start);
    start += batch.length;
    counts.push(...(await countBatch(session, batch, { ...reading, left: () => deadline - now() })));
  }
  return counts;
}

interface Allowance extends OrphanReading {
  /** Milliseconds that are left. */
  readonly left: () => number;
}

function nextBatch(candidates: readonly OrphanCandidate[], start: number): readonly OrphanCandidate[] {
  let end = start + 1;
  const isSmall = (candidate: OrphanCandidate | undefined) =>
    candidate !== undefined && candidate.relation.pages <= BATCH_PAGES;
  if (!isSmall(candidates[start])) return candidates.slice(start, end);
  while (end < start + BATCH && isSmall(candidates[end])) end += 1;
  return candidates.slice(start, end);
}

/** One statement for the batch; where that is refused or takes too long, one for each candidate. */
async function countBatch(
  session: Session,
  batch: readonly OrphanCandidate[],
  allowance: Allowance,
): Promise<readonly OrphanCount[]> {
  const left = Math.trunc(allowance.left());
  if (left <= 0) {
    return batch.map((candidate) =>
      uncounted(candidate, `the ${allowance.budget} ms for counting were used up`),
    );
  }
  // Half of what is left, so that one large table does not leave the others without.
  const timeout = Math.max(Math.trunc(left / 2), 20);
  // Row security that would apply to the reading role makes the statement fail instead of hiding rows from it.
  await session.execute(
    `savepoint orphan_counts; set local row_security = off; set local statement_timeout = ${timeout}`,
  );
  let counts: readonly OrphanCount[] | undefined;
  let failure = "";
  try {
    counts = await count(session, batch, allowance);
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    failure = code === "57014" ? `counting took longer than ${timeout} ms` : messageOf(error);
  }
  await session.execute("rollback to savepoint orphan_counts");
  if (counts !== undefined) return counts;
  if (batch.length === 1) return batch.map((candidate) => uncounted(candidate, failure));
  const single: OrphanCount[] = [];
  for (const candidate of batch) single.push(...(await countBatch(session, [candidate], allowance)));
  return single;
}

async function count(
  session: Session,
  batch: readonly OrphanCandidate[],
  reading: OrphanReading,
): Promise<readonly OrphanCount[]> {
  const states = await readTableStates(session, batch);
  const comparisons = await readComparisons(session, batch);
  const refusals = batch.map(
    (candidate) =>
      states.get(candidate.relation.oid)?.refusal ??
      states.get(candidate.referenced.oid)?.refusal ??
      (isTemporal(candidate) ? "a temporal foreign key is not counted" : undefined),
  );
  const statements = batch.flatMap((candidate, position) => {
    if (refusals[position] !== undefined) return [];
    const comparison = comparisons(candidate);
    return [
      countSql(candidate, {
        position,
        comparison,
        probe: isLarge(states.get(candidate.relation.oid), reading),
      }),
    ];
  });
  const rows =
    statements.length === 0
      ? []
      : await session.query<{ position: number; orphans: number; matched: boolean | null }>(
          statements.join("\nunion all\n"),
        );
  const found = new Map(rows.map((row) => [row.position, row]));
  return batch.map((candidate, position) => {
    const refusal = refusals[position];
    const row = found.get(position);
    if (refusal !== undefined || row === undefined) return uncounted(candidate, refusal ?? "not counted");
    const probed = isLarge(states.get(candidate.relation.oid), reading);
    const isMore = row.orphans > MOST_ORPHANS;
    return {
      ...uncounted(
        candidate,
        probed && !isMore ? `only ${PROBE_ROWS} rows of a large table were looked at` : null,
      ),
      orphans: Math.min(row.orphans, MOST_ORPHANS),
      at_least: isMore || probed,
      matched: row.matched,
    };
  });
}

function isTemporal({ constraint }: OrphanCandidate): boolean {
  return constraint !== null && foreignKeyActions(constraint).temporal;
}

function isLarge(state: TableState | undefined, { budget, pages }: OrphanReading): boolean {
  return (state?.pages ?? 0) > (pages ?? budget * PAGES_A_MILLISECOND);
}

function uncounted({ relation, constraint, columns }: OrphanCandidate, unread: string | null): OrphanCount {
  return {
    relation: relation.oid,
    constraint: constraint?.oid ?? null,
    column: constraint === null ? (columns[0]?.number ?? null) : null,
    orphans: 0,
    at_least: false,
    matched: null,
    unread,
  };
}
