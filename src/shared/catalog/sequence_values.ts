import { messageOf, type Session, sqlState } from "../database/database.ts";
import type { Sequence } from "./sequences.ts";

/** Sequences read under one savepoint. A default lock table has room for some 6,000 locks of all sessions together. */
const BATCH = 500;

/** Sequences with their last values, and why some have none. */
export interface ReadSequences {
  readonly sequences: readonly Sequence[];
  readonly failure: string | undefined;
}

/**
 * Adds the last values. Reading one locks its sequence until the transaction ends, and ten thousand locks fill the
 * server's lock table ("out of shared memory"); taking a savepoint back gives its locks up.
 * @throws the driver's error when the connection breaks.
 */
export async function readSequenceValues(
  session: Session,
  sequences: readonly Sequence[],
): Promise<ReadSequences> {
  const values = new Map<number, string>();
  let failure: string | undefined;
  for (let start = 0; start < sequences.length && failure === undefined; start += BATCH) {
    const batch = sequences.slice(start, start + BATCH).map((sequence) => String(sequence.oid));
    await session.execute("savepoint sequence_values");
    try {
      const rows = await session.query<{ oid: string; value: string | null }>(
        `select
          wanted.oid,
          case
            when pg_catalog.has_sequence_privilege(wanted.oid::oid, 'select,usage')
            then pg_catalog.pg_sequence_last_value(wanted.oid::oid)::text
          end as value
        from pg_catalog.unnest($1::text[]) as wanted(oid)`,
        [batch],
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
    sequences: sequences.map((sequence) => ({ ...sequence, last_value: values.get(sequence.oid) ?? null })),
    failure,
  };
}
