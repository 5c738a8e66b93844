import { messageOf, type Session, sqlState } from "../database/database.ts";
import { qualified } from "./identity.ts";
import type { Sequence } from "./sequences.ts";

/** Sequences read under one savepoint. A default lock table has room for some 6,000 locks of all sessions together. */
const BATCH = 500;

/** A sequence that ends beyond this is not going to run out: a million values a second would take it 285 years. */
const INEXHAUSTIBLE = 2n ** 53n;

/** Sequences with their last values, and why some have none. */
export interface ReadSequences {
  readonly sequences: readonly Sequence[];
  readonly failure: string | undefined;
}

/**
 * Adds the last values of the sequences that can run out.
 *
 * `pg_sequence_last_value` locks its sequence until the whole transaction ends, savepoint or not, and ten thousand locks
 * fill the server's lock table ("out of shared memory"). Selecting from the sequence locks it for the savepoint only.
 * @throws the driver's error when the connection breaks.
 */
export async function readSequenceValues(
  session: Session,
  sequences: readonly Sequence[],
): Promise<ReadSequences> {
  const finite = sequences.filter(
    (sequence) => sequence.column_maximum !== null || BigInt(sequence.maximum) < INEXHAUSTIBLE,
  );
  const readable = await readableAmong(session, finite);
  const refused = new Set(finite.map((sequence) => sequence.oid));
  for (const sequence of readable) refused.delete(sequence.oid);
  const values = new Map<number, string>();
  let failure: string | undefined;
  for (let start = 0; start < readable.length && failure === undefined; start += BATCH) {
    await session.execute("savepoint sequence_values");
    try {
      const rows = await session.query<{ oid: number | string; value: string | null }>(
        readable
          .slice(start, start + BATCH)
          .map(lastValue)
          .join("\nunion all\n"),
      );
      for (const row of rows) if (row.value !== null) values.set(Number(row.oid), row.value);
    } catch (error) {
      const code = sqlState(error);
      if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
      failure = `last values not read: ${messageOf(error)}`;
    }
    await session.execute("rollback to savepoint sequence_values");
  }
  return {
    sequences: sequences.map((sequence) => ({
      ...sequence,
      last_value: values.get(sequence.oid) ?? null,
      unread: refused.has(sequence.oid) ? "the reading role may not select from it" : null,
    })),
    failure,
  };
}

async function readableAmong(session: Session, sequences: readonly Sequence[]): Promise<readonly Sequence[]> {
  if (sequences.length === 0) return [];
  // The planner may ask for the privilege before it joins, and the function raises an error for what is no sequence.
  const rows = await session.query<{ oid: string }>(
    `select wanted.oid
    from pg_catalog.unnest($1::text[]) as wanted(oid)
    join pg_catalog.pg_class rel on rel.oid = wanted.oid::oid
    where pg_catalog.has_schema_privilege(rel.relnamespace, 'usage')
      and case when rel.relkind = 'S' then pg_catalog.has_sequence_privilege(rel.oid, 'select') end`,
    [sequences.map((sequence) => String(sequence.oid))],
  );
  const readable = new Set(rows.map((row) => Number(row.oid)));
  return sequences.filter((sequence) => readable.has(sequence.oid));
}

function lastValue(sequence: Sequence): string {
  return `select ${sequence.oid} as oid, case when seq.is_called then seq.last_value end::text as value from ${qualified(sequence)} seq`;
}
