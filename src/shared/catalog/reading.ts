import type { Session } from "../database/database.ts";
import { once } from "../once.ts";
import type { Column } from "./columns.ts";
import type { FamilyName } from "./families.ts";
import type { Reading } from "./family.ts";
import { groupBy } from "./lookup.ts";
import type { Role } from "./roles.ts";

/** The rows of the families that have been read. */
export type FamilyRows = Partial<Record<FamilyName, readonly unknown[]>>;

/** What families that are read later may ask of those read before. */
export function readingOf(session: Session, read: FamilyRows): Reading {
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
