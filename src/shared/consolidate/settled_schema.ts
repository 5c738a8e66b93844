import type { SqlParser } from "../sql/parser.ts";
import { compareDumps } from "./dump_entries.ts";
import { type ObservedSchema, observeSchema, type ProofWorld } from "./side.ts";

/** More rounds than any text was seen to need. */
const MOST_ROUNDS = 6;

/**
 * The schema after it was dumped and restored until its dump no longer changes. Postgres prints some expressions
 * otherwise than they were entered (`x in ('a')` over a varchar, `between`, casts of constants), and prints what it
 * printed otherwise once more: two texts mean the same when they settle to the same.
 */
export async function settle(
  schema: ObservedSchema,
  { world, parser }: { readonly world: ProofWorld; readonly parser: SqlParser },
): Promise<ObservedSchema> {
  let settled = schema;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const database = await world.restore(settled.dump, schema.snapshot);
    try {
      const next = await observeSchema(database, { world, parser });
      const changed = compareDumps(settled.entries, next.entries).length > 0;
      settled = next;
      if (!changed) break;
    } finally {
      await database.close();
    }
  }
  return settled;
}
