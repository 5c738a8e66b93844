import type { Session } from "../database/database.ts";
import type { ServerFacts } from "./family.ts";
import { groupBy } from "./lookup.ts";

/** Expressions deparsed under one savepoint: those with a sub-select lock every relation they name until it ends. */
const BATCH = 500;

/**
 * SQL for what tells stored expressions (`pg_node_tree`) apart without deparsing them: hash, length, and whether the text
 * names columns (`c`), holds a sub-select (`s`) or names its relation (`r`), as `hash:length:csr`; null for no expression.
 * @param tree the expression as text, unpacked once by `|| ''` in a subquery with `offset 0`: it is stored compressed.
 */
export function treeKeySql(server: Pick<ServerFacts, "version">, tree: string): string {
  // Until 16 a tree keeps the offsets of the statement it came from.
  const comparable =
    server.version < 170000 ? `pg_catalog.regexp_replace(${tree}, ':location -?[0-9]+', '', 'g')` : tree;
  return `pg_catalog.hashtextextended(${comparable}, 0)::text || ':' || pg_catalog.octet_length(${comparable})::text || ':'
        || case when pg_catalog.strpos(${tree}, '{VAR ') > 0 then 'c' else '' end
        || case when pg_catalog.strpos(${tree}, '{SUBLINK ') > 0 then 's' else '' end
        || case
          when pg_catalog.strpos(${tree}, ':rtable (') > 0 or pg_catalog.strpos(${tree}, ':varattno 0 ') > 0 then 'r'
          else ''
        end`;
}

/** A stored expression that is to be deparsed. */
export interface StoredExpression {
  /** What the query that deparses finds it by. */
  readonly id: number;
  readonly relation: number;
  /** Made by `treeKeySql`. */
  readonly key: string;
}

/**
 * The texts of stored expressions by id, each distinct one deparsed once. Deparsing an expression with a column opens
 * its relation and builds a cache entry for it (130 µs and more); comparing trees opens nothing. Two trees have the
 * same text when they are equal, their relations call their columns alike, and neither names its relation.
 * @param options `columnNames` the names of a relation's columns in one comparable text; `deparse` a query of `id` and
 *   `text` for the ids `$1::int8[]` and the relations `$2::int8[]` to open (0 where none is needed).
 * @throws the driver's error when the server refuses.
 */
export async function deparseOnce(
  session: Session,
  expressions: readonly StoredExpression[],
  options: { readonly columnNames: (relation: number) => string; readonly deparse: string },
): Promise<ReadonlyMap<number, string>> {
  const alike = groupBy(expressions, ({ key, relation }) => {
    const flags = key.slice(key.lastIndexOf(":") + 1);
    const columns = flags.includes("c") ? options.columnNames(relation) : "";
    return `${key}\n${flags.includes("r") ? relation : ""}\n${columns}`;
  });
  const firsts = [...alike.values()].flatMap(([first]) => first ?? []);
  const texts = new Map<number, string>();
  for (let start = 0; start < firsts.length; start += BATCH) {
    const batch = firsts.slice(start, start + BATCH);
    await session.execute("savepoint deparse");
    const rows = await session.query<{ id: string; text: string }>(options.deparse, [
      batch.map((each) => String(each.id)),
      batch.map((each) =>
        /[cs]/.test(each.key.slice(each.key.lastIndexOf(":"))) ? String(each.relation) : "0",
      ),
    ]);
    await session.execute("rollback to savepoint deparse");
    for (const row of rows) texts.set(Number(row.id), row.text);
  }
  const all = new Map<number, string>();
  for (const members of alike.values()) {
    const text = texts.get(members[0]?.id ?? -1);
    if (text !== undefined) for (const { id } of members) all.set(id, text);
  }
  return all;
}
