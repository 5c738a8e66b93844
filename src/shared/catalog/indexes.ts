import { z } from "zod";
import {
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
  remember,
  rowsOf,
  within,
} from "./family.ts";
import { readOperatorClasses } from "./operator_classes.ts";
import { deparseOnce, treeKeySql } from "./stored_expressions.ts";

const traits = z.object({
  /** `unique nulls not distinct`. */
  nulls_not_distinct: z.boolean(),
  /** `alter table … replica identity using index`. */
  replica_identity: z.boolean(),
  /** Numbers of key columns that are sorted by another collation than their own: a search by the column cannot use it. */
  other_collations: z.array(z.number().int()),
  /** Schemas of the operator classes of the key columns; `null` where each is the default of its column's own type. */
  operator_class_schemas: z.array(name).nullable(),
  /** Parameters of the operator classes. */
  operator_class_options: z.string().nullable(),
});

const row = z.object({
  oid,
  schema: name,
  name,
  relation: oid,
  access_method: name,
  unique: z.boolean(),
  primary: z.boolean(),
  exclusion: z.boolean(),
  valid: z.boolean(),
  ready: z.boolean(),
  /** Column numbers, key columns first; 0 stands for an expression. */
  columns: z.array(z.number().int()),
  /** How many of the columns are key columns; the rest is INCLUDE. */
  key_columns: z.number().int(),
  operator_classes: z.array(name),
  /**
   * Types of the index's own attributes with their modifiers: `extensions.vector(1536)`. Empty, as the two fields after
   * it, where every attribute has a built-in type other than `bit`: those say nothing that the columns do not.
   */
  attribute_types: z.array(z.string()),
  /** The index's own attribute typmods: for pgvector the dimension, also of an expression `(v::vector(200))`. */
  attribute_typmods: z.array(z.number().int()),
  /** Type OIDs of the index's own attributes. */
  attribute_type_oids: z.array(oid),
  /** Collation and sort options of the key columns, in one comparable text. */
  ordering: z.string(),
  /** What few indexes have; `null` where there is none of it. */
  traits: traits.nullable(),
  predicate: z.string().nullable(),
  expressions: z.string().nullable(),
  options: z.array(z.string()),
  scans: z.number(),
  pages: z.number(),
  is_partition: z.boolean(),
  /** The partitioned table's index to which it is attached. */
  parent: oid.nullable(),
  /** A build of it runs right now; `null` where one runs in the database that the reading role may not look into. */
  building: z.boolean().nullable(),
  /** The statement that makes it, of an index that is not valid or not ready. */
  definition: z.string().nullable(),
  extension,
});
/** An index (`pg_index`). */
export type Index = DeepReadonly<z.infer<typeof row>>;

/** Types below this OID are built in (`FirstNormalObjectId`). */
const FIRST_NORMAL_OID = 16384;
/** `bit` and `bit varying`, which pgvector indexes too. */
const BIT_TYPES = "1560, 1562";
/** `regproc` and the other types that pg_upgrade refuses. */
const REFUSED_TYPES = "24, 2202, 2203, 2204, 3734, 3769, 4089, 4191";

/** An index as the query answers it: lists as texts, and what tells its expressions apart in place of their texts. */
type AnsweredIndex = Omit<Index, "columns" | "operator_classes"> & {
  readonly columns: string;
  readonly operator_classes: string;
};

// Both expressions of an index have an id: twice the index's for the predicate, one more for its expressions.
const DEPARSE = `
    select
      wanted.id::text as id,
      pg_catalog.pg_get_expr(
        case wanted.id % 2 when 0 then idx.indpred else idx.indexprs end,
        wanted.relation::oid
      ) as text
    from rows from (pg_catalog.unnest($1::text[]::int8[]), pg_catalog.unnest($2::text[]::int8[])) as wanted(id, relation)
    join pg_catalog.pg_index idx on idx.indexrelid = (wanted.id / 2)::oid`;

/** What most indexes are. */
const PLAIN = {
  nulls_not_distinct: false,
  replica_identity: false,
  other_collations: [],
  operator_class_options: null,
} as const;

function words(list: string): string[] {
  return list === "" ? [] : list.split(" ");
}

// Only a column or an index attribute of another collation than the default one (100) can make the two differ.
const OTHER_COLLATIONS = `collated as materialized (
      select att.attrelid, att.attnum, att.attcollation
      from pg_catalog.pg_attribute att
      where att.attrelid >= ${FIRST_NORMAL_OID}
        and att.attnum > 0
        and att.attcollation not in (0, 100)
    ),
    sorted as materialized (
      select found.indexrelid, pg_catalog.array_agg(distinct found.attnum) as columns
      from (
        select idx.indexrelid, att.attnum
        from collated att
        join pg_catalog.pg_index idx on idx.indrelid = att.attrelid
        cross join lateral rows from (
          pg_catalog.unnest(idx.indkey::int2[]),
          pg_catalog.unnest(idx.indcollation::oid[])
        ) as key(attnum, collation_oid)
        where key.attnum = att.attnum
          and key.collation_oid not in (0, att.attcollation)
        union all
        select idx.indexrelid, col.attnum
        from collated att
        join pg_catalog.pg_index idx on idx.indexrelid = att.attrelid
        join pg_catalog.pg_attribute col
          on col.attrelid = idx.indrelid
          and col.attnum = idx.indkey[att.attnum - 1]
        where col.attcollation <> att.attcollation
      ) found
      group by found.indexrelid
    )`;

export const indexes: Family<Index> = {
  name: "indexes",
  row,
  after: ["columns"],
  sql: (server) => `
    with builds as materialized (
      select progress.index_relid
      from pg_catalog.pg_stat_progress_create_index progress
      where progress.datname = pg_catalog.current_database()
    ),
    special as materialized (
      select distinct att.attrelid
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_class rel on rel.oid = att.attrelid
      where (att.atttypid >= ${FIRST_NORMAL_OID} or att.atttypid in (${BIT_TYPES}, ${REFUSED_TYPES}))
        and rel.relkind in ('i', 'I')
    ),
    attributes as materialized (
      select
        att.attrelid,
        pg_catalog.array_agg(pg_catalog.format_type(att.atttypid, att.atttypmod) order by att.attnum) as types,
        pg_catalog.array_agg(att.atttypmod order by att.attnum) as typmods,
        pg_catalog.array_agg(att.atttypid::int8 order by att.attnum) as type_oids
      from special
      join pg_catalog.pg_attribute att on att.attrelid = special.attrelid
      where att.attnum > 0
      group by att.attrelid
    ),
    class_options as materialized (
      select att.attrelid, pg_catalog.string_agg(att.attoptions::text, ' ' order by att.attnum) as options
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_class rel on rel.oid = att.attrelid
      where att.attoptions is not null
        -- Minor versions of late 2026 keep the version of the type here, which nobody set.
        and not att.attoptions[1] like 'pg\\_attver=%'
        and rel.relkind in ('i', 'I')
      group by att.attrelid
    ),
    ${OTHER_COLLATIONS}
    select
      idx.indexrelid::int8 as oid,
      nsp.nspname as schema,
      cls.relname as name,
      idx.indrelid::int8 as relation,
      meth.amname as access_method,
      idx.indisunique as unique,
      idx.indisprimary as primary,
      idx.indisexclusion as exclusion,
      idx.indisvalid as valid,
      idx.indisready as ready,
      idx.indkey::text as columns,
      idx.indnkeyatts as key_columns,
      idx.indclass::text as operator_classes,
      coalesce(attributes.types, '{}') as attribute_types,
      coalesce(attributes.typmods, '{}') as attribute_typmods,
      coalesce(attributes.type_oids, '{}') as attribute_type_oids,
      pg_catalog.concat_ws(' ', idx.indcollation::text, idx.indoption::text) as ordering,
      case
        when idx.indnullsnotdistinct or idx.indisreplident or sorted.columns is not null or opts.options is not null
        then pg_catalog.json_build_object(
          'nulls_not_distinct', idx.indnullsnotdistinct,
          'replica_identity', idx.indisreplident,
          'other_collations', coalesce(sorted.columns, '{}'),
          'operator_class_schemas', null,
          'operator_class_options', opts.options
        )
      end as traits,
      ${treeKeySql(server, "idx.predicate_tree")} as predicate,
      ${treeKeySql(server, "idx.expressions_tree")} as expressions,
      coalesce(cls.reloptions, '{}') as options,
      coalesce(pg_catalog.pg_stat_get_numscans(idx.indexrelid), 0) as scans,
      cls.relpages as pages,
      cls.relispartition as is_partition,
      inh.inhparent::int8 as parent,
      case
        when idx.indisvalid and idx.indisready then false
        when idx.indexrelid in (select bld.index_relid from builds bld where bld.index_relid is not null) then true
        when exists (select from builds bld where bld.index_relid is null) then null
        else false
      end as building,
      case
        when not (idx.indisvalid and idx.indisready) then pg_catalog.pg_get_indexdef(idx.indexrelid)
      end as definition,
      member.extname as extension
    from (
      select stored.*, stored.indpred::text || '' as predicate_tree, stored.indexprs::text || '' as expressions_tree
      from pg_catalog.pg_index stored
      where ${within(server.scope?.whole, "stored.indrelid")}
      offset 0
    ) idx
    join pg_catalog.pg_class cls on cls.oid = idx.indexrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = cls.relnamespace
    join pg_catalog.pg_am meth on meth.oid = cls.relam
    left join pg_catalog.pg_inherits inh on inh.inhrelid = idx.indexrelid
    left join attributes on attributes.attrelid = idx.indexrelid
    left join class_options opts on opts.attrelid = idx.indexrelid
    left join sorted on sorted.indexrelid = idx.indexrelid
    ${extensionJoin("pg_class", "idx.indrelid")}
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, cls.relname`,
  finish: async (answer, reading) => {
    const indexes = rowsOf<AnsweredIndex>(answer);
    const texts = await deparseOnce(
      reading.session,
      indexes.flatMap(({ oid, relation, predicate, expressions }) => [
        ...(predicate === null ? [] : [{ id: oid * 2, relation, key: predicate }]),
        ...(expressions === null ? [] : [{ id: oid * 2 + 1, relation, key: expressions }]),
      ]),
      { columnNames: reading.columnNames, deparse: DEPARSE },
    );
    const known = await readOperatorClasses(reading.session);
    const classesOf = remember((oids) => words(oids).map((oid) => known.get(oid)));
    const namesOf = remember((oids) => Object.freeze(classesOf(oids).map((each) => each?.name ?? "")));
    const columnsOf = remember((numbers) => Object.freeze(words(numbers).map(Number)));
    return indexes.map((index) => {
      const columns = columnsOf(index.columns);
      const classes = classesOf(index.operator_classes);
      const areDefault = classes.every(
        (each, key) =>
          each?.default_of === reading.columnType(index.relation, columns[key] ?? 0) &&
          each?.default_of !== null,
      );
      return Object.assign(index, {
        columns,
        operator_classes: namesOf(index.operator_classes),
        traits: areDefault
          ? index.traits
          : {
              ...(index.traits ?? PLAIN),
              operator_class_schemas: classes.map((each) => each?.schema ?? ""),
            },
        predicate: texts.get(index.oid * 2) ?? null,
        expressions: texts.get(index.oid * 2 + 1) ?? null,
      });
    });
  },
};
