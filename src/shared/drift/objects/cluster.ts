import { userRoleSql } from "../../catalog/scope.ts";
import { notMember, type OtherSource, ownerSql, privilegeListSql, roleSql } from "./source.ts";

// What lies in no schema: roles, settings, extensions, publications, what is foreign.

const comment = (catalog: string, oid: string) => `(
      select com.description from pg_catalog.pg_description com
      where com.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass and com.objoid = ${oid} and com.objsubid = 0
    )`;
const sharedComment = (catalog: string, oid: string) => `(
      select com.description from pg_catalog.pg_shdescription com
      where com.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass and com.objoid = ${oid}
    )`;
/** A value that may be a secret compares by its hash. */
const opaque = (value: string) => `'#' || left(md5(${value}), 16)`;
/** `name=value` with the value hashed where the setting is an application's own, but for PostgREST's. */
const setting = (entry: string) => `case
        when split_part(${entry}, '=', 1) like '%.%' and (split_part(${entry}, '=', 1) not like 'pgrst.db\\_%' or split_part(${entry}, '=', 1) = 'pgrst.db_uri')
          then ${opaque(`substr(${entry}, strpos(${entry}, '=') + 1)`)}
        else substr(${entry}, strpos(${entry}, '=') + 1)
      end`;
/** Options as a list, values hashed: those of servers can be secret. */
const options = (list: string) => `(
      select array_agg(split_part(item.entry, '=', 1) || '=' || ${opaque("item.entry")} order by item.entry collate "C") from unnest(${list}) item (entry)
    )`;

/** Extensions by name and schema; versions are the server's. */
const extensions: OtherSource = {
  type: "extension",
  sql: () => `
    select null::text as schema, ext.extname::text as name,
      jsonb_build_object('schema', nsp.nspname) as attributes
    from pg_catalog.pg_extension ext
    join pg_catalog.pg_namespace nsp on nsp.oid = ext.extnamespace`,
};

/** Roles of the user with what they may do and belong to; never a password. */
const roles: OtherSource = {
  type: "role",
  sql: () => `
    select null::text as schema, rol.rolname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'superuser', nullif(rol.rolsuper, false), 'inherit', nullif(rol.rolinherit, true), 'login', nullif(rol.rolcanlogin, false),
        'create_role', nullif(rol.rolcreaterole, false), 'create_database', nullif(rol.rolcreatedb, false),
        'replication', nullif(rol.rolreplication, false), 'bypass_rls', nullif(rol.rolbypassrls, false),
        'connection_limit', nullif(rol.rolconnlimit, -1), 'valid_until', rol.rolvaliduntil,
        'member_of', (
          select jsonb_agg(distinct ${roleSql("mem.roleid")} || case when mem.admin_option then '*' else '' end)
          from pg_catalog.pg_auth_members mem where mem.member = rol.oid
        ),
        -- Who makes a role becomes its administrator, since 16.
        'members', (
          select jsonb_agg(distinct ${roleSql("mem.member")} || case when mem.admin_option then '*' else '' end)
          from pg_catalog.pg_auth_members mem
          where mem.roleid = rol.oid and mem.member <> (select owner from me) and mem.member <> 10
        ),
        'comment', ${sharedComment("pg_authid", "rol.oid")}
      )) as attributes
    from pg_catalog.pg_roles rol
    where ${userRoleSql("rol.rolname::text")} and rol.oid >= 16384 and rol.oid <> (select owner from me) and rol.rolname <> current_user
      and not rol.rolsuper`,
};

/** Settings of the database and of roles in it; `name` is the role, empty for all. */
const settings: OtherSource = {
  type: "settings",
  sql: () => `
    select null::text as schema, coalesce(rol.rolname::text, '') as name,
      jsonb_object_agg(split_part(item.entry, '=', 1), ${setting("item.entry")}) as attributes
    from pg_catalog.pg_db_role_setting stored
    left join pg_catalog.pg_roles rol on rol.oid = stored.setrole
    cross join unnest(stored.setconfig) item (entry)
    where stored.setdatabase in (0, (select database from me))
      and (stored.setrole = 0 or rol.rolname is not null)
      and not starts_with(rol.rolname, 'cli_login_') is true
    group by rol.rolname`,
};

/** Who may do what with the database itself; the platform's roles aside, whose rights are the platform's. */
const database: OtherSource = {
  type: "database",
  sql: () => `
    select null::text as schema, '' as name,
      jsonb_strip_nulls(jsonb_build_object(
        'privileges', (
          select jsonb_object_agg(held.key, held.value)
          from jsonb_each(${privilegeListSql("coalesce(dat.datacl, acldefault('d', dat.datdba))")}) held
          where held.key <> '@' and ${userRoleSql("held.key")}
        ),
        'comment', nullif(${sharedComment("pg_database", "dat.oid")}, 'default administrative connection database')
      )) as attributes
    from pg_catalog.pg_database dat
    where dat.oid = (select database from me)`,
};

/** Event triggers of the user: the platform's call the platform's functions. */
const eventTriggers: OtherSource = {
  type: "event trigger",
  sql: () => `
    select null::text as schema, evt.evtname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'event', evt.evtevent, 'function', evt.evtfoid::pg_catalog.regprocedure::text, 'tags', evt.evttags,
        'enabled', case evt.evtenabled when 'O' then null when 'D' then 'disabled' when 'A' then 'always' else 'replica' end,
        'comment', ${comment("pg_event_trigger", "evt.oid")}
      )) as attributes
    from pg_catalog.pg_event_trigger evt
    join pg_catalog.pg_proc pro on pro.oid = evt.evtfoid
    join nsp on nsp.oid = pro.pronamespace
    where ${notMember("pg_event_trigger", "evt.oid")} and ${notMember("pg_proc", "pro.oid")}`,
};

/** Default privileges, each as it is stored. */
const defaultPrivileges: OtherSource = {
  type: "default privileges",
  sql: () => `
    select place.nspname::text as schema,
      'default privileges for role ' || case when def.defaclrole = (select owner from me) then 'postgres' else quote_ident(pg_get_userbyid(def.defaclrole)) end
        || coalesce(' in schema ' || quote_ident(place.nspname), '')
        || case def.defaclobjtype when 'r' then ' on tables' when 'S' then ' on sequences' when 'f' then ' on functions' when 'T' then ' on types' when 'n' then ' on schemas' else ' on large objects' end as name,
      jsonb_build_object('privileges', coalesce(${privilegeListSql("def.defaclacl")}, '{}')) as attributes
    from pg_catalog.pg_default_acl def
    left join pg_catalog.pg_namespace place on place.oid = def.defaclnamespace
    where (def.defaclnamespace = 0 or def.defaclnamespace in (select nsp.oid from nsp))
      and (def.defaclrole = (select owner from me) or ${userRoleSql("pg_get_userbyid(def.defaclrole)::text")})`,
};

/** Publications with their tables; the platform's own are left out, but for the tables that users put into Realtime's. */
const publications: OtherSource = {
  type: "publication",
  sql: ({ version }) => `
    select null::text as schema, pub.pubname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'owner', case when pub.pubname <> 'supabase_realtime' then ${ownerSql("pub.pubowner")} end,
        'all_tables', nullif(pub.puballtables, false), 'via_root', nullif(pub.pubviaroot, false),
        'publish', nullif(concat_ws(' ', case when pub.pubinsert then 'insert' end, case when pub.pubupdate then 'update' end,
          case when pub.pubdelete then 'delete' end, case when pub.pubtruncate then 'truncate' end), 'insert update delete truncate'),
        ${version >= 180000 ? "'generated_columns', nullif(pub.pubgencols, 'n')," : ""}
        'schemas', (
          select jsonb_agg(place.nspname order by place.nspname)
          from pg_catalog.pg_publication_namespace pns join pg_catalog.pg_namespace place on place.oid = pns.pnnspid
          where pns.pnpubid = pub.oid
        ),
        'comment', ${comment("pg_publication", "pub.oid")}
      )) || coalesce((
        -- An attribute for each table, with its columns, and one for each filter.
        select jsonb_object_agg(held.attribute, held.value)
        from (
          select 'table ' || prl.prrelid::pg_catalog.regclass::text as attribute, coalesce((
            select jsonb_agg(att.attname order by att.attname)
            from pg_catalog.pg_attribute att
            where att.attrelid = prl.prrelid and att.attnum = any (prl.prattrs::int2[])
          ), '"all columns"') as value
          from pg_catalog.pg_publication_rel prl
          join pg_catalog.pg_class rel on rel.oid = prl.prrelid
          join nsp on nsp.oid = rel.relnamespace
          where prl.prpubid = pub.oid
          union all
          select 'filter ' || prl.prrelid::pg_catalog.regclass::text, to_jsonb(pg_get_expr(prl.prqual, prl.prrelid))
          from pg_catalog.pg_publication_rel prl
          join pg_catalog.pg_class rel on rel.oid = prl.prrelid
          join nsp on nsp.oid = rel.relnamespace
          where prl.prpubid = pub.oid and prl.prqual is not null
        ) held
      ), '{}') as attributes
    from pg_catalog.pg_publication pub
    where pub.pubname <> 'supabase_realtime_messages_publication'`,
};

/** Subscriptions; how they connect is secret. */
const subscriptions: OtherSource = {
  type: "subscription",
  sql: () => `
    select null::text as schema, sub.subname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'owner', ${ownerSql("sub.subowner")}, 'disabled', nullif(not sub.subenabled, false), 'publications', sub.subpublications,
        'binary', nullif(sub.subbinary, false), 'streaming', sub.substream::text, 'slot', sub.subslotname::text,
        'synchronous_commit', nullif(sub.subsynccommit, 'off'),
        'comment', ${comment("pg_subscription", "sub.oid")}
      )) as attributes
    from pg_catalog.pg_subscription sub
    where sub.subdbid = (select database from me)`,
};

/** Foreign-data wrappers; of those that an extension brought what was granted on them. */
const wrappers: OtherSource = {
  type: "foreign data wrapper",
  sql: () => `
    select null::text as schema, fdw.fdwname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'owner', case when ${notMember("pg_foreign_data_wrapper", "fdw.oid")} then ${ownerSql("fdw.fdwowner")} end,
        'handler', case when fdw.fdwhandler <> 0 then fdw.fdwhandler::pg_catalog.regproc::text end,
        'validator', case when fdw.fdwvalidator <> 0 then fdw.fdwvalidator::pg_catalog.regproc::text end,
        'options', ${options("fdw.fdwoptions")},
        'privileges', case when fdw.fdwacl is not null then ${privilegeListSql("fdw.fdwacl")} - '@' end,
        'comment', case when ${notMember("pg_foreign_data_wrapper", "fdw.oid")} then ${comment("pg_foreign_data_wrapper", "fdw.oid")} end
      )) as attributes
    from pg_catalog.pg_foreign_data_wrapper fdw
    where fdw.fdwacl is not null or ${notMember("pg_foreign_data_wrapper", "fdw.oid")}`,
};

/** Foreign servers. */
const servers: OtherSource = {
  type: "server",
  sql: () => `
    select null::text as schema, srv.srvname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'wrapper', fdw.fdwname, 'owner', ${ownerSql("srv.srvowner")}, 'type', srv.srvtype, 'version', srv.srvversion, 'options', ${options("srv.srvoptions")},
        'privileges', nullif(${privilegeListSql("coalesce(srv.srvacl, acldefault('S', srv.srvowner))")}, ${privilegeListSql("acldefault('S', srv.srvowner)")}),
        'comment', ${comment("pg_foreign_server", "srv.oid")}
      )) as attributes
    from pg_catalog.pg_foreign_server srv
    join pg_catalog.pg_foreign_data_wrapper fdw on fdw.oid = srv.srvfdw
    where ${notMember("pg_foreign_server", "srv.oid")}`,
};

/** User mappings by their existence: what is in them is secret. */
const mappings: OtherSource = {
  type: "user mapping",
  sql: () => `
    select null::text as schema,
      'for ' || case when map.umuser = 0 then 'public' when map.umuser = (select owner from me) then 'postgres' else quote_ident(map.usename) end
        || ' server ' || quote_ident(map.srvname) as name,
      '{}'::jsonb as attributes
    from pg_catalog.pg_user_mappings map`,
};

/** Sources of what lies in no schema. */
export const CLUSTER_SOURCES: readonly OtherSource[] = [
  extensions,
  roles,
  settings,
  database,
  eventTriggers,
  defaultPrivileges,
  publications,
  subscriptions,
  wrappers,
  servers,
  mappings,
];
