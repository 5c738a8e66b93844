import { messageOf, type Session, sqlState } from "../database/database.ts";
import { once } from "../once.ts";
import type { Column } from "./columns.ts";
import type { FamilyName } from "./families.ts";
import { type Answer, columnarSql, type Family, type Reading, rowsOf, type ServerFacts } from "./family.ts";
import { groupBy } from "./lookup.ts";
import type { Role } from "./roles.ts";
import type { Unread } from "./snapshot.ts";

/** What families that are read later may ask of those read before. */
export function readingOf(
  session: Session,
  read: { readonly roles?: readonly unknown[]; readonly columns?: readonly unknown[] },
): Reading {
  const roleNames = once(
    () => new Map(((read.roles ?? []) as readonly Role[]).map((role) => [role.oid, role.name])),
  );
  const byRelation = once(() =>
    groupBy((read.columns ?? []) as readonly Column[], (column) => column.relation),
  );
  return {
    session,
    roleName: (oid) => roleNames().get(oid) ?? String(oid),
    columnType: (relation, number) =>
      byRelation()
        .get(relation)
        ?.find((column) => column.number === number)?.type_oid,
    // A dropped column leaves a gap in the numbers.
    columnNames: (relation) =>
      (byRelation().get(relation) ?? []).map((column) => `${column.number} ${column.name}`).join("\n"),
  };
}

/** Reads one family; where it cannot be read, `unread` gets the reason, and there are no rows. */
export async function readFamily(
  reading: Reading,
  request: {
    readonly name: FamilyName;
    readonly family: Family<unknown>;
    readonly facts: ServerFacts;
    readonly unread: Unread[];
  },
): Promise<readonly unknown[]> {
  const { name, family } = request;
  const sql = family.sql(request.facts);
  if (typeof sql !== "string") {
    request.unread.push({ family: name, kind: "absent", reason: sql.absent });
    return [];
  }
  const { session } = reading;
  // Only a savepoint lets the transaction, and with it the one consistent view, outlive a refused query.
  await session.execute("savepoint family");
  try {
    const [answer] = await session.query<{ columns: string }>(columnarSql(family, sql));
    const columns = JSON.parse(answer?.columns ?? "{}") as Answer;
    const rows = (await family.finish?.(columns, reading)) ?? rowsOf(columns);
    await session.execute("release savepoint family");
    for (const row of rows) Object.freeze(row);
    return Object.freeze(rows);
  } catch (error) {
    const code = sqlState(error);
    if (code === undefined || code.startsWith("08") || code.startsWith("57P")) throw error;
    await session.execute("rollback to savepoint family");
    request.unread.push({
      family: name,
      kind: code === "42501" ? "forbidden" : "failed",
      reason: messageOf(error),
      sqlstate: code,
    });
    return [];
  }
}
