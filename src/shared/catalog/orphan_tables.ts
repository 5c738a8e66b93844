import type { Session } from "../database/database.ts";
import { quoteIdent } from "../sql/ident.ts";
import { qualified } from "./identity.ts";
import type { OrphanCandidate } from "./orphan_candidates.ts";

/** What stands in the way of counting in a table, and how large it is. */
export interface TableState {
  readonly refusal: string | undefined;
  /** Pages of 8 kB, those of all partitions together. */
  readonly pages: number;
}

/** Privileges, row level security and size of the candidates' tables, by OID. */
export async function readTableStates(
  session: Session,
  candidates: readonly OrphanCandidate[],
): Promise<ReadonlyMap<number, TableState>> {
  const tables = new Map(
    candidates.flatMap(({ relation, referenced }) => [
      [relation.oid, relation] as const,
      [referenced.oid, referenced] as const,
    ]),
  );
  const rows = await session.query<{
    oid: number | string;
    readable: boolean;
    filtered: boolean;
    remote: boolean;
    pages: number;
  }>(
    `select
      rel.oid::int8 as oid,
      pg_catalog.has_schema_privilege(rel.relnamespace, 'usage')
        and (pg_catalog.has_table_privilege(rel.oid, 'select') or pg_catalog.has_any_column_privilege(rel.oid, 'select')) as readable,
      pg_catalog.row_security_active(rel.oid) as filtered,
      coalesce(part.remote, false) as remote,
      (coalesce(part.bytes, pg_catalog.pg_relation_size(rel.oid), 0) / 8192)::float8 as pages
    from pg_catalog.unnest($1::text[]) as wanted(oid)
    join pg_catalog.pg_class rel on rel.oid = wanted.oid::oid
    cross join lateral (
      select
        pg_catalog.sum(pg_catalog.pg_relation_size(tree.relid)) as bytes,
        pg_catalog.bool_or(leaf.relkind = 'f') as remote
      from pg_catalog.pg_partition_tree(case when rel.relkind = 'p' then rel.oid end) tree
      join pg_catalog.pg_class leaf on leaf.oid = tree.relid
    ) part`,
    [[...tables.keys()].map(String)],
  );
  return new Map(
    rows.map((row) => {
      const table = tables.get(Number(row.oid));
      const name = table === undefined ? "the table" : qualified(table);
      const refusal = !row.readable
        ? `the reading role may not read ${name}`
        : row.filtered
          ? `row level security may hide rows of ${name} from the reading role`
          : row.remote
            ? `${name} has partitions on another server`
            : undefined;
      return [Number(row.oid), { refusal, pages: row.pages }] as const;
    }),
  );
}

/** One pair of columns: `parent.key = child.column`, the sides given by their aliases. */
export type Comparison = (parent: string, child: string) => string;

/**
 * How a candidate's columns are compared: by the operators of its foreign key, which may lie in any schema, else by the
 * built-in ones.
 */
export async function readComparisons(
  session: Session,
  candidates: readonly OrphanCandidate[],
): Promise<(candidate: OrphanCandidate) => Comparison> {
  const keys = candidates.flatMap(({ constraint }) => (constraint === null ? [] : [String(constraint.oid)]));
  const operators = new Map<number, Operator[]>();
  for (const row of keys.length === 0 ? [] : await readOperators(session, keys)) {
    const known = operators.get(Number(row.constraint));
    if (known === undefined) operators.set(Number(row.constraint), [row]);
    else known.push(row);
  }
  return (candidate) => {
    const own = candidate.constraint === null ? undefined : (operators.get(candidate.constraint.oid) ?? []);
    return (parent, child) =>
      candidate.columns
        .map((column, position) => {
          const operator = own?.[position];
          const key = candidate.referencedColumns[position]?.name ?? "";
          return [
            `${parent}.${quoteIdent(key)}${cast(operator?.left_type)}`,
            `operator(${quoteIdent(operator?.schema ?? "pg_catalog")}.${operator?.name ?? "="})`,
            `${child}.${quoteIdent(column.name)}${cast(operator?.right_type)}`,
          ].join(" ");
        })
        .join(" and ");
  };
}

interface Operator {
  readonly constraint: number | string;
  readonly schema: string;
  readonly name: string;
  /** Types of its sides, `null` where it takes any. */
  readonly left_type: string | null;
  readonly right_type: string | null;
}

// A column can have another type than the operator's side, such as varchar beside text = text, or a domain.
function readOperators(session: Session, keys: readonly string[]): Promise<Operator[]> {
  return session.query<Operator>(
    `select
      con.oid::int8 as constraint,
      nsp.nspname as schema,
      opr.oprname as name,
      case when lft.typtype <> 'p' then pg_catalog.format_type(lft.oid, null) end as left_type,
      case when rgt.typtype <> 'p' then pg_catalog.format_type(rgt.oid, null) end as right_type
    from pg_catalog.pg_constraint con
    cross join pg_catalog.unnest(con.conpfeqop) with ordinality as key(operator, position)
    join pg_catalog.pg_operator opr on opr.oid = key.operator
    join pg_catalog.pg_namespace nsp on nsp.oid = opr.oprnamespace
    join pg_catalog.pg_type lft on lft.oid = opr.oprleft
    join pg_catalog.pg_type rgt on rgt.oid = opr.oprright
    where con.oid = any ($1::text[]::oid[])
    order by con.oid, key.position`,
    [keys],
  );
}

function cast(type: string | null | undefined): string {
  return type === null || type === undefined ? "" : `::${type}`;
}
