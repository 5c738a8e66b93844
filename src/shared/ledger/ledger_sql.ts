import type { LedgerEntry } from "../catalog/ledger.ts";
import { quoteLiteral } from "../sql/ident.ts";

const LEDGER = "supabase_migrations.schema_migrations";
/** Rows with more recorded SQL than this get no statement that writes them back. */
const LONGEST_UNDO = 4_000;

/** Statement that takes a row out of the ledger. */
export function deleteRow(version: string): string {
  return `delete from ${LEDGER}\nwhere version = ${quoteLiteral(version)};`;
}

/** Statement that leaves one of several rows with the same version; only a table without its primary key has them. */
export function deleteAllButFirst(version: string): string {
  const text = quoteLiteral(version);
  return `delete from ${LEDGER}\nwhere version = ${text}\n  and ctid > (select min(ctid) from ${LEDGER} where version = ${text});`;
}

/** Statement that writes the row back as it was recorded; `undefined` where that would be very long. */
export function insertRow(entry: LedgerEntry): string | undefined {
  const statements = entry.statements?.map(quoteLiteral).join(", ");
  if ((statements?.length ?? 0) > LONGEST_UNDO) return undefined;
  // Old tables lack these columns; where a value is recorded, the column is there.
  const columns = [
    "version",
    ...(entry.name === null ? [] : ["name"]),
    ...(statements === undefined ? [] : ["statements"]),
  ];
  const values = [
    quoteLiteral(entry.version),
    ...(entry.name === null ? [] : [quoteLiteral(entry.name)]),
    ...(statements === undefined ? [] : [`array[${statements}]::text[]`]),
  ];
  return `insert into ${LEDGER} (${columns.join(", ")})\nvalues (${values.join(", ")});`;
}

/** Statement that gives a row another name, or none. */
export function renameRow(version: string, name: string | null): string {
  return `update ${LEDGER}\nset name = ${nameLiteral(name)}\nwhere version = ${quoteLiteral(version)};`;
}

/** Statement that gives a row another version and, where one is given, another name. */
export function moveRow(
  version: string,
  to: { readonly version: string; readonly name?: string | null },
): string {
  const name = to.name === undefined ? "" : `, name = ${nameLiteral(to.name)}`;
  return `update ${LEDGER}\nset version = ${quoteLiteral(to.version)}${name}\nwhere version = ${quoteLiteral(version)};`;
}

function nameLiteral(name: string | null): string {
  return name === null ? "null" : quoteLiteral(name);
}
