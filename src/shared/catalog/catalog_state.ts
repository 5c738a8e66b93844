import { messageOf, type Session, sqlState } from "../database/database.ts";
import { type StateTable, stateSql, tablesSql } from "./catalog_state_sql.ts";

/**
 * What the catalogs looked like at one moment, in a few kilobytes: equal states mean that nothing a rule can see has
 * changed between them.
 *
 * Most catalogs are told apart by the multiset of their rows' `xmin`. That suffices without keys or contents: rows of a
 * committed transaction can only become fewer, and a transaction that was not committed then has none in the older
 * state, so equal multisets are the same row versions. VACUUM, FREEZE and ANALYZE leave `xmin` alone. In a cluster that
 * has used more than four billion transactions a new row can carry the number of an old one; to go unseen every row of
 * a change must carry the number of the very row it replaces, one chance in four billion each.
 */
export interface CatalogState {
  /** The transaction id after the last one that the state may include; 64 bits, as text. */
  readonly transaction: string;
  /** By what they stand for; `null` where nothing certain could be read, which equals nothing. */
  readonly prints: Readonly<Record<string, string | null>>;
}

/** A transaction id is compared by 32 bits, so a state must not be older than half of them. */
const OLDEST = 2n ** 31n;

/**
 * Reads the state inside the transaction, and so the one consistent view, that reads the snapshot it stands for.
 * Whatever cannot be read makes it a state that equals no other.
 * @throws the driver's error when the connection breaks.
 */
export async function readCatalogState(session: Session): Promise<CatalogState> {
  await session.execute("savepoint catalog_state");
  try {
    await session.execute(`
      set local search_path = '';
      set local statement_timeout = 30000;
      set local lock_timeout = 2000;
      set local work_mem = '32MB';
      set local jit = off;
      set local max_parallel_workers_per_gather = 0`);
    const tables = await session.query<StateTable>(tablesSql());
    const [row] = await session.query<{ transaction: string; prints: string }>(stateSql(tables));
    if (row === undefined) throw new Error("the server answered no row to the catalog state");
    const unread = tables.filter((table) => table.print !== "rows").map(({ name, print }) => [name, print]);
    return {
      transaction: row.transaction,
      prints: { ...(JSON.parse(row.prints) as Record<string, string>), ...Object.fromEntries(unread) },
    };
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    return { transaction: "0", prints: { [`catalogs (${messageOf(error)})`]: null } };
  } finally {
    // Takes the settings back as well, for whatever the transaction does next.
    await session.execute("rollback to savepoint catalog_state").catch(() => undefined);
  }
}

/** Whether everything that the state stands for could be read. */
export function isCertain(state: CatalogState): boolean {
  return Object.values(state.prints).every((print) => print !== null);
}

/** What has changed between two states, by name; nothing at all means that no rule can see a change. */
export function changesBetween(previous: CatalogState, current: CatalogState): readonly string[] {
  const names = new Set([...Object.keys(previous.prints), ...Object.keys(current.prints)]);
  const changed = [...names].filter((name) => {
    const before = previous.prints[name];
    return before === undefined || before === null || before !== current.prints[name];
  });
  const passed = BigInt(current.transaction) - BigInt(previous.transaction);
  if (passed < 0n || passed >= OLDEST) changed.push("transaction ids");
  return changed.sort();
}
