import { z } from "zod";
import type { Session } from "../database/database.ts";
import { acl, type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, name, oid, within } from "./family.ts";
import type { ReadingScope } from "./reading_scope.ts";
import { PLAIN_WORD } from "./shard_sql.ts";
import { deparseOnce, type StoredExpression, treeKeySql } from "./stored_expressions.ts";

const row = z.object({
  relation: oid,
  number: z.number().int(),
  name,
  type_oid: oid,
  /** Type with its modifier, qualified unless it lies in pg_catalog: `extensions.vector(1536)`. */
  type: z.string(),
  /** -1 where unspecified; for pgvector's types and `bit` it is the dimension itself. */
  typmod: z.number().int(),
  not_null: z.boolean(),
  /** Deparsed default or generation expression. */
  default: z.string().nullable(),
  /** `a` always, `d` by default, empty for no identity. */
  identity: z.string(),
  /** `s` stored, `v` virtual (18), empty for an ordinary column. */
  generated: z.string(),
  acl,
});
/** A column of a relation (`pg_attribute`). */
export type Column = DeepReadonly<z.infer<typeof row>>;

/** What the query answers: no type texts, and what tells defaults apart in place of them. */
interface AnsweredColumns {
  readonly relation: readonly number[];
  readonly number: readonly number[];
  readonly name: readonly string[];
  readonly type_oid: readonly number[];
  readonly typmod: readonly number[];
  /** `not_null` 1, plus 2 for an identity always or 4 by default, plus 8 for stored or 16 for virtual. */
  readonly code: readonly number[];
  readonly default: readonly (string | null)[];
  readonly acl: readonly (string | null)[];
}

// A default belongs to its column by relation and number, which make one id together.
const DEPARSE = `
    select wanted.id::text as id, pg_catalog.pg_get_expr(def.adbin, wanted.relation::oid) as text
    from rows from (pg_catalog.unnest($1::text[]::int8[]), pg_catalog.unnest($2::text[]::int8[])) as wanted(id, relation)
    join pg_catalog.pg_attrdef def
      on def.adrelid = (wanted.id >> 16)::oid
      and def.adnum = (wanted.id & 65535)::int2`;

export const columns: Family<Column> = {
  name: "columns",
  row,
  answer: ["relation", "number", "name", "type_oid", "typmod", "code", "default", "acl"],
  sql: (server) => `
    select
      att.attrelid::int8 as relation,
      att.attnum as number,
      att.attname as name,
      att.atttypid::int8 as type_oid,
      att.atttypmod as typmod,
      att.attnotnull::int4
        + case att.attidentity when '' then 0 when 'a' then 2 else 4 end
        + case att.attgenerated when '' then 0 when 's' then 8 else 16 end as code,
      def.key as default,
      att.attacl::text as acl
    from pg_catalog.pg_attribute att
    join pg_catalog.pg_class rel on rel.oid = att.attrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join (
      select stored.adrelid, stored.adnum, ${treeKeySql(server, "stored.tree")} as key
      from (
        select own.adrelid, own.adnum, own.adbin::text || '' as tree
        from pg_catalog.pg_attrdef own
        where (${within(server.scope?.columns, "own.adrelid")} or ${within(server.scope?.named, "own.adrelid")})
        offset 0
      ) stored
    ) def on def.adrelid = att.attrelid and def.adnum = att.attnum
    where att.attnum > 0
      and not att.attisdropped
      and rel.relkind in ('r', 'p', 'v', 'm', 'f')
      and ${NOT_SYSTEM_SCHEMA}
      and ${columnsWithin(server.scope)}
    order by att.attrelid, att.attnum`,
  finish: async (answer, { session }) => {
    const columns = answer as unknown as AnsweredColumns;
    const count = columns.relation.length;
    const types = await typeTexts(session, columns);
    const defaults = await defaultTexts(session, columns);
    const rows: Column[] = [];
    for (let index = 0; index < count; index += 1) {
      const code = columns.code[index] ?? 0;
      const typmod = columns.typmod[index] ?? -1;
      const type_oid = columns.type_oid[index] ?? 0;
      rows.push({
        relation: columns.relation[index] ?? 0,
        number: columns.number[index] ?? 0,
        name: columns.name[index] ?? "",
        type_oid,
        type: types.get(typeKey(type_oid, typmod)) ?? "???",
        typmod,
        not_null: (code & 1) !== 0,
        default: columns.default[index] === null ? null : (defaults.get(idOf(columns, index)) ?? null),
        identity: (code & 2) !== 0 ? "a" : (code & 4) !== 0 ? "d" : "",
        generated: (code & 8) !== 0 ? "s" : (code & 16) !== 0 ? "v" : "",
        acl: columns.acl[index] ?? null,
      });
    }
    return rows;
  },
};

/** Of a relation that texts name only the columns that they name, and those of names that cannot be told in a text. */
function columnsWithin(scope: ReadingScope | undefined): string {
  if (scope === undefined) return "true";
  return `(
        ${within(scope.columns, "att.attrelid")}
        or (
          ${within(scope.named, "att.attrelid")}
          and (att.attname = any ('{${scope.words.map((word) => `"${word}"`).join()}}'::name[]) or att.attname !~ '${PLAIN_WORD}')
        )
      )`;
}

/** A default's id: a column number has 16 bits. */
function idOf(columns: AnsweredColumns, index: number): number {
  return (columns.relation[index] ?? 0) * 65536 + (columns.number[index] ?? 0);
}

function typeKey(type: number, typmod: number): string {
  return `${type} ${typmod}`;
}

async function defaultTexts(
  session: Session,
  columns: AnsweredColumns,
): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  const stored: StoredExpression[] = [];
  for (const [index, key] of columns.default.entries()) {
    const relation = columns.relation[index] ?? 0;
    if (key !== null) stored.push({ id: idOf(columns, index), relation, key });
    // Only a generated column's expression names columns.
    if ((columns.code[index] ?? 0) >= 8) names.set(relation, "");
  }
  for (const [index, relation] of columns.relation.entries()) {
    const known = names.get(relation);
    if (known !== undefined) names.set(relation, `${known}\n${columns.number[index]} ${columns.name[index]}`);
  }
  return deparseOnce(session, stored, {
    columnNames: (relation) => names.get(relation) ?? String(relation),
    deparse: DEPARSE,
  });
}

/** The text of each type and modifier that a column has. */
async function typeTexts(session: Session, columns: AnsweredColumns): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(columns.type_oid.map((type, index) => typeKey(type, columns.typmod[index] ?? -1)));
  const rows = await session.query<{ key: string; text: string }>(
    `select
      wanted.key,
      pg_catalog.format_type(
        pg_catalog.split_part(wanted.key, ' ', 1)::oid,
        pg_catalog.split_part(wanted.key, ' ', 2)::int4
      ) as text
    from pg_catalog.unnest($1::text[]) as wanted(key)`,
    [[...wanted]],
  );
  return new Map(rows.map((row) => [row.key, row.text]));
}
