import { NOT_SYSTEM_SCHEMA } from "./family.ts";
import { SAFE_BYTES, STEMS } from "./index_stems_sql.ts";
import { oids, VIEW_EDGES } from "./reading_scope_sql.ts";
import { userSchemaSql } from "./scope.ts";

/** Schemas of the platform whose routines rules on relations look at. */
const SERVICE_SCHEMAS = "'pgmq_public', 'graphql_public', 'graphql'";

/** A word that a name can be told by in any text; names of other characters are read in every shard. */
export const PLAIN_WORD = "^[A-Za-z0-9_$]+$";

/**
 * What may make relations, of which a body that lacks one is asked. Wider than what the rules look for: it only says
 * which bodies they can ask.
 */
const MAKES_RELATIONS = String.raw`\m(create|into)\M.*\m(table|view|sequence|schema|type|domain|temp|temporary|unlogged)\M`;

/**
 * The query for one of `of` shards. Relations go by the hash of their partition root, routines by that of their schema and
 * name; beside them stands what rules look up for them: views above and tables below, targets of foreign keys, who calls a
 * routine, and everything of a name that one of its routines' texts has.
 */
export function shardSql({
  shard,
  of,
  bodies,
}: {
  readonly shard: number;
  readonly of: number;
  readonly bodies: boolean;
}): string {
  return `
    with recursive tree as (
      select rel.oid, rel.oid as root
      from pg_catalog.pg_class rel
      where rel.relkind in ('r', 'p', 'v', 'm', 'f')
        and not rel.relispartition
        and rel.oid >= 16384
      union all
      select inh.inhrelid, tree.root
      from tree
      join pg_catalog.pg_inherits inh on inh.inhparent = tree.oid
      join pg_catalog.pg_class child on child.oid = inh.inhrelid and child.relispartition
    ),
    focus as materialized (
      select tree.oid
      from tree
      where (pg_catalog.hashint8(tree.root::int8) & 2147483647) % ${of} = ${shard}
    ),
    focus_routines as materialized (
      select pro.oid, ${userSchemaSql("nsp.nspname")} and lan.lanname in ('sql', 'plpgsql') as is_read, ${userSchemaSql("nsp.nspname")} as is_users
      from pg_catalog.pg_proc pro
      join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
      join pg_catalog.pg_language lan on lan.oid = pro.prolang
      where ${NOT_SYSTEM_SCHEMA}
        and (pg_catalog.hashtextextended(pro.proname::text, pro.pronamespace::int8) & 9223372036854775807) % ${of} = ${shard}
    ),
    edges as materialized (${VIEW_EDGES}),
    above as (
      select focus.oid from focus
      union
      select edges.view from above join edges on edges.relation = above.oid
    ),
    below as (
      select above.oid from above
      union
      select edges.relation from below join edges on edges.view = below.oid
    ),
    stems as materialized (${STEMS}),
    own_stems as materialized (
      select distinct stems.schema, stems.stem from stems join focus on focus.oid = stems.oid
    ),
    namesakes as materialized (
      select mate.oid
      from tree
      join tree mate on mate.root = tree.root
      where tree.oid in (select stems.oid from stems join own_stems using (schema, stem))
    ),
    judged as materialized (
      select above.oid from above
      union
      select namesakes.oid from namesakes
    ),
    targets as materialized (
      select distinct con.confrelid as oid
      from pg_catalog.pg_constraint con
      join judged on judged.oid = con.conrelid
      where con.contype = 'f'
    ),
    whole as materialized (
      select judged.oid from judged
      union
      select rel.oid
      from pg_catalog.pg_class rel
      join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
      where (nsp.nspname, rel.relname) in (('auth', 'users'), ('storage', 'objects'))
        or (nsp.nspname = 'auth' and rel.oid in (select targets.oid from targets))
    ),
    callers as materialized (
      select trg.oid, trg.tgrelid as relation, 'trigger' as kind
      from pg_catalog.pg_trigger trg
      join focus_routines called on called.oid = trg.tgfoid and called.is_users
      where not trg.tgisinternal
      union all
      select pol.oid, pol.polrelid, 'policy'
      from pg_catalog.pg_depend dep
      join focus_routines called on called.oid = dep.refobjid and called.is_users
      join pg_catalog.pg_policy pol on pol.oid = dep.objid
      where dep.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
    ),
    texts as materialized (
      select
        pro.oid,
        coalesce(pg_catalog.pg_get_function_sqlbody(pro.oid), pro.prosrc) || ' '
          || pg_catalog.pg_get_function_arguments(pro.oid) || ' '
          || coalesce(pg_catalog.pg_get_function_result(pro.oid), '') as text
      from focus_routines
      join pg_catalog.pg_proc pro on pro.oid = focus_routines.oid
      where ${bodies ? "focus_routines.is_read" : "false"}
    ),
    -- plpgsql_check sees all columns of a trigger's table.
    offered as materialized (
      select exists (select from pg_catalog.pg_available_extensions() offer where offer.name = 'plpgsql_check') as is
    ),
    words as materialized (
      select distinct spelled.name
      from (
        select distinct split.word
        from texts
        cross join lateral pg_catalog.regexp_split_to_table(texts.text, '[^A-Za-z0-9_$]+') as split(word)
      ) found
      -- A cast to name cuts what is longer, as the parser does; \`_name\` is the array of type \`name\`.
      cross join lateral (
        values
          (found.word::name),
          (pg_catalog.lower(found.word collate "C")::name),
          (pg_catalog.substr(pg_catalog.lower(found.word collate "C"), 2)::name)
      ) as spelled(name)
      where found.word <> ''
    ),
    meant as materialized (
      select rel.oid, rel.relkind as kind
      from pg_catalog.pg_class rel
      where rel.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        and (rel.relname in (select words.name from words) or rel.relname !~ '${PLAIN_WORD}')
        and rel.oid >= 16384
        and exists (select from texts)
    ),
    meant_routines as materialized (
      select pro.oid
      from pg_catalog.pg_proc pro
      join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
      where ${NOT_SYSTEM_SCHEMA}
        and exists (select from texts)
        and (
          pro.proname in (select words.name from words)
          or pro.proname !~ '${PLAIN_WORD}'
          or (${userSchemaSql("nsp.nspname")} and pro.prosrc ~* '${MAKES_RELATIONS}')
        )
    ),
    -- A call may be a column's name, of whatever relation.
    columns_meant as materialized (
      select pg_catalog.min(att.attrelid::int8)::oid as oid
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_class rel on rel.oid = att.attrelid
      join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
      where att.attnum > 0
        and not att.attisdropped
        and rel.relkind in ('r', 'p', 'v', 'm', 'f')
        and ${NOT_SYSTEM_SCHEMA}
        and exists (select from texts)
        and (att.attname in (select words.name from words) or att.attname !~ '${PLAIN_WORD}')
      group by att.attname
    ),
    named as materialized (
      select meant.oid from meant where meant.kind <> 'S'
      union
      select callers.relation from callers where callers.kind = 'trigger' and not (select offered.is from offered)
    ),
    named_columns as materialized (
      select att.attrelid as relation, att.attname as name
      from named
      join pg_catalog.pg_attribute att on att.attrelid = named.oid
      where att.attnum > 0 and not att.attisdropped
    ),
    -- Of a relation that a body names only columns that bodies name are asked for: one at least, to tell it from an unread one.
    plain as materialized (
      select named.oid
      from named
      where named.oid not in (
        select named_columns.relation
        from named_columns
        where named_columns.name in (select words.name from words)
      )
    ),
    guards as materialized (
      select pol.oid
      from pg_catalog.pg_depend dep
      join pg_catalog.pg_policy pol on pol.oid = dep.objid
      join pg_catalog.pg_proc pro on pro.oid = dep.refobjid
      join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
      where dep.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        and ${userSchemaSql("nsp.nspname")}
        and pol.polrelid in (select named.oid from named)
      union
      select callers.oid from callers where callers.kind = 'policy'
    ),
    firing as materialized (
      select trg.oid, trg.tgfoid as routine
      from pg_catalog.pg_trigger trg
      where not trg.tgisinternal
        and (
          trg.tgrelid in (select whole.oid from whole union select meant.oid from meant)
          or trg.oid in (select callers.oid from callers where callers.kind = 'trigger')
        )
    ),
    shaped as materialized (
      select whole.oid from whole
      union
      select below.oid from below
      union
      select targets.oid from targets
      union
      select plain.oid from plain
      union
      select callers.relation from callers where callers.kind = 'trigger' and (select offered.is from offered)
    ),
    run as materialized (
      select focus_routines.oid from focus_routines
      union
      select meant_routines.oid from meant_routines
      union
      select firing.routine from firing
      union
      select dep.refobjid
      from pg_catalog.pg_policy pol
      join pg_catalog.pg_depend dep on dep.objid = pol.oid
      where (pol.polrelid in (select whole.oid from whole) or pol.oid in (select guards.oid from guards))
        and dep.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      union
      select evt.evtfoid from pg_catalog.pg_event_trigger evt
      union
      select pro.oid
      from pg_catalog.pg_proc pro
      join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
      where nsp.nspname in (${SERVICE_SCHEMAS})
        or pro.pronamespace in (select ext.extnamespace from pg_catalog.pg_extension ext where ext.extname = 'pg_graphql' and ext.extnamespace >= 16384)
    )
    select pg_catalog.json_build_object(
      'focus_relations', ${oids("select focus.oid from focus")},
      'focus_routines', ${oids("select focus_routines.oid from focus_routines")},
      'relations', ${oids("select shaped.oid from shaped union select named.oid from named union select callers.relation from callers")},
      'columns', ${oids("select shaped.oid from shaped union select columns_meant.oid from columns_meant")},
      'whole', ${oids("select whole.oid from whole")},
      'named', ${oids("select named.oid from named")},
      'words', coalesce((
        select pg_catalog.json_agg(words.name)
        from words
        where words.name in (select named_columns.name from named_columns)
      ), '[]'),
      'policies', ${oids("select guards.oid from guards")},
      'triggers', ${oids("select firing.oid from firing")},
      'routines', ${oids("select run.oid from run")},
      'sequences', ${oids("select meant.oid from meant where meant.kind = 'S'")},
      'taken', coalesce((
        select pg_catalog.json_agg(pg_catalog.json_build_object('schema', nsp.nspname, 'name', rel.relname))
        from pg_catalog.pg_class rel
        join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
        join own_stems
          on own_stems.schema = rel.relnamespace
          and own_stems.stem = pg_catalog.substr(
            pg_catalog.convert_to(pg_catalog.regexp_replace(rel.relname::text, '_idx[0-9]*$', ''), 'UTF8'), 1, ${SAFE_BYTES}
          )
        where rel.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'I', 'S')
          and rel.relname ~ '_idx[0-9]*$'
      ), '[]')
    )::text as scope`;
}
