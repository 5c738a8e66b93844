const NO_TOAST = "(rel.relnamespace <> 'pg_toast'::pg_catalog.regnamespace)";

/**
 * Catalogs whose rows are told apart by `xmin`, with the condition on a row (`cat`) where not every one counts: see
 * `RELATIONS`.
 */
const CATALOGS: Readonly<Record<string, string>> = {
  pg_aggregate: "",
  pg_am: "",
  pg_amop: "",
  pg_amproc: "",
  pg_attrdef: relationStays("adrelid"),
  // System columns live and die with their relation.
  pg_attribute: `cat.attnum > 0 and ${relationStays("attrelid", "passing")}`,
  pg_auth_members: "",
  pg_cast: "",
  pg_collation: "",
  pg_constraint: `${relationStays("conrelid")} and ${schemaStays("connamespace")}`,
  pg_conversion: "",
  pg_db_role_setting: `cat.setdatabase in (0, ${ownDatabase()})`,
  pg_default_acl: "",
  // A dependency changes together with the row of what depends on something, but for the members of extensions, which
  // `alter extension … add` and `drop` change.
  pg_depend: "cat.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass",
  pg_description: "",
  pg_enum: "",
  pg_event_trigger: "",
  pg_extension: "",
  pg_foreign_data_wrapper: "",
  pg_foreign_server: "",
  pg_foreign_table: "",
  pg_index: relationStays("indrelid", "passing"),
  pg_inherits: relationStays("inhrelid"),
  pg_init_privs: "",
  pg_language: "",
  pg_namespace: "cat.nspname !~ '^pg_(toast_)?temp_'",
  pg_opclass: "",
  pg_operator: "",
  pg_opfamily: "",
  pg_parameter_acl: "",
  pg_partitioned_table: relationStays("partrelid"),
  pg_policy: relationStays("polrelid"),
  pg_proc: schemaStays("pronamespace"),
  pg_publication: "",
  pg_publication_namespace: "",
  pg_publication_rel: "",
  pg_range: "",
  pg_rewrite: relationStays("ev_class"),
  pg_seclabel: "",
  pg_sequence: relationStays("seqrelid"),
  pg_shdescription: "",
  pg_shseclabel: "",
  pg_statistic_ext: relationStays("stxrelid"),
  pg_tablespace: "",
  pg_transform: "",
  pg_trigger: relationStays("tgrelid"),
  pg_ts_config: "",
  pg_ts_config_map: "",
  pg_ts_dict: "",
  pg_ts_parser: "",
  pg_ts_template: "",
  // An array type has nothing of its own: name, schema and owner follow its element type.
  pg_type: `not (
      cat.typelem <> 0
      and cat.typsubscript = 'pg_catalog.array_subscript_handler'::pg_catalog.regproc
      and cat.typstorage <> 'p'
    ) and ${relationStays("typrelid")} and ${schemaStays("typnamespace")}`,
};

/**
 * Catalogs that are told apart by content: what moves their `xmin` need not concern a rule, what a rule sees may be
 * changed in place, or the role may not read them as they are. The hash of a row must mix its columns: one that only
 * adds them up (`hash_record_extended`, and `hash_aclitem` of privileges) does not see two rows swapping a value.
 */
const CONTENTS: Readonly<Record<string, string>> = {
  // REINDEX, TRUNCATE, CLUSTER and REFRESH write a new row; VACUUM and index builds change figures in place.
  pg_class: `
    select ${mixed(
      [
        "hashoidextended(rel.oid",
        "hashnameextended(rel.relname",
        "hashoidextended(rel.relnamespace",
        "hashoidextended(rel.relowner",
        "hashoidextended(rel.relam",
        "hashoidextended(rel.reltablespace",
        "hashcharextended(rel.relkind",
        "hashcharextended(rel.relpersistence",
        "hashcharextended(rel.relreplident",
        `hashint4extended(
          rel.relrowsecurity::int4 + 2 * rel.relforcerowsecurity::int4 + 4 * rel.relispartition::int4
          + 8 * rel.relispopulated::int4`,
      ],
      texts(
        "coalesce(rel.relacl::text, '-')",
        "coalesce(rel.reloptions::text, '-')",
        "rel.relpartbound::text",
      ),
    )} as print
    from pg_catalog.pg_class rel
    where ${NO_TOAST}
      and rel.oid not in (select flt.oid from fleeting flt)`,
  // Passwords are no concern of a rule, and few roles may read pg_authid.
  pg_roles: `
    select ${texts(`row(
      rol.oid, rol.rolname, rol.rolsuper, rol.rolinherit, rol.rolcreaterole, rol.rolcreatedb, rol.rolcanlogin,
      rol.rolreplication, rol.rolbypassrls, rol.rolconnlimit, rol.rolvaliduntil
    )`)} as print
    from pg_catalog.pg_roles rol`,
  // Vacuuming changes its figures in place.
  pg_database: `
    select ${texts(`row(
      dat.oid, dat.datname, dat.datdba, dat.encoding, dat.datcollate, dat.datctype, dat.datistemplate,
      dat.datallowconn, dat.datconnlimit, dat.dattablespace, dat.datacl
    )`)} as print
    from pg_catalog.pg_database dat
    where dat.datname = pg_catalog.current_database()`,
  // Superusers see the options of a mapping, others only that there is one: as any rule would.
  pg_user_mappings: `
    select ${texts("row(ump.umid, ump.srvid, ump.umuser, ump.umoptions)")} as print
    from pg_catalog.pg_user_mappings ump`,
  pg_subscription: `
    select ${texts("row(sub.oid, sub.subname, sub.subowner, sub.subenabled, sub.subslotname, sub.subpublications)")}
      as print
    from pg_catalog.pg_subscription sub
    where sub.subdbid = ${ownDatabase()}`,
  // Files of the server, of which a rule sees whether there is an extension and the version on offer.
  pg_available_extensions: `
    select ${texts("row(offered.name, offered.default_version)")} as print
    from pg_catalog.pg_available_extensions() offered`,
  // What the configuration of server, database, role and connection makes of them; what a session sets by itself is in
  // `SETTINGS`. A library brings its settings when it is loaded, so those at their default do not count.
  pg_settings: `
    select ${texts("row(cfg.name, cfg.reset_val)")} as print
    from pg_catalog.pg_show_all_settings() cfg
    where cfg.reset_val is distinct from cfg.boot_val
      and cfg.name <> 'application_name'`,
};

/** Settings of the session that a deparsed expression depends on, and those that decide which rows are visible. */
export const SETTINGS = [
  "block_size",
  "bytea_output",
  "datestyle",
  "extra_float_digits",
  "intervalstyle",
  "is_superuser",
  "lc_monetary",
  "quote_all_identifiers",
  "row_security",
  "server_version",
  "server_version_num",
  "standard_conforming_strings",
  "timezone",
  "xmlbinary",
] as const;

/** Tables outside the catalogs whose rows are facts for rules. */
export const STATE_TABLES = [
  "cron.job",
  "pgmq.meta",
  "storage.buckets",
  "supabase_migrations.schema_migrations",
] as const;

/** One of `STATE_TABLES`: `rows` are to be counted, or what it is instead; `null` where that says nothing certain. */
export interface StateTable {
  readonly name: string;
  readonly print: "rows" | "absent" | "forbidden" | null;
}

/** Which of `STATE_TABLES` are there and can be read with their `xmin`, which takes the privilege on the whole table. */
export function tablesSql(): string {
  return `
    select
      wanted.name,
      case
        when rel.oid is null then 'absent'
        when not pg_catalog.has_schema_privilege(rel.relnamespace, 'usage') then 'forbidden'
        when not pg_catalog.has_any_column_privilege(rel.oid, 'select') then 'forbidden'
        when rel.relkind in ('r', 'p') and pg_catalog.has_table_privilege(rel.oid, 'select') then 'rows'
      end as print
    from pg_catalog.unnest('{${STATE_TABLES.join(",")}}'::text[]) as wanted(name)
    left join pg_catalog.pg_namespace nsp on nsp.nspname = pg_catalog.split_part(wanted.name, '.', 1)
    left join pg_catalog.pg_class rel
      on rel.relnamespace = nsp.oid
      and rel.relname = pg_catalog.split_part(wanted.name, '.', 2)`;
}

/**
 * Relations that change without anybody's DDL. Toast tables get a successor whenever their table is rewritten (REFRESH,
 * CLUSTER, VACUUM FULL). Temporary objects are seen by no rule. Supabase's Realtime makes and drops partitions of
 * realtime.messages every day: platform objects, of no concern as long as nobody puts a policy or a trigger on them.
 */
const RELATIONS = `
  fleeting_schema as materialized (
    select nsp.oid from pg_catalog.pg_namespace nsp where nsp.nspname ~ '^pg_(toast_)?temp_'
  ),
  realtime as materialized (
    select par.oid
    from pg_catalog.pg_namespace nsp
    join pg_catalog.pg_class mes on mes.relnamespace = nsp.oid and mes.relname = 'messages'
    join pg_catalog.pg_inherits inh on inh.inhparent = mes.oid
    join pg_catalog.pg_class par on par.oid = inh.inhrelid and par.relnamespace = nsp.oid
    where nsp.nspname = 'realtime'
      and not exists (select from pg_catalog.pg_policy pol where pol.polrelid = par.oid)
      and not exists (select from pg_catalog.pg_trigger trg where trg.tgrelid = par.oid and not trg.tgisinternal)
  ),
  passing as materialized (
    select rel.oid, ${NO_TOAST} as fleeting
    from pg_catalog.pg_class rel
    where not ${NO_TOAST}
      or rel.relpersistence = 't'
      or rel.relnamespace in (select spa.oid from fleeting_schema spa)
    union all
    select rea.oid, true from realtime rea
    union all
    select idx.indexrelid, true from pg_catalog.pg_index idx join realtime rea on rea.oid = idx.indrelid
  ),
  fleeting as materialized (
    select pas.oid from passing pas where pas.fleeting
  )`;

/** The one query of the state. */
export function stateSql(tables: readonly StateTable[]): string {
  const parts = [
    ...Object.entries(CATALOGS).map(([name, condition]) => rowsOf(`pg_catalog.${name}`, { name, condition })),
    ...Object.entries(CONTENTS).map(([name, sql]) => contentOf(name, sql)),
    ...tables
      .filter((table) => table.print === "rows")
      .map(({ name }) => rowsOf(name, { name, condition: "" })),
    part(
      "database",
      `(select pg_catalog.concat_ws('/', con.system_identifier, ${ownDatabase()}, pg_catalog.pg_is_in_recovery())
        from pg_catalog.pg_control_system() con)`,
    ),
    part("role", "current_user::text"),
    part(
      "settings",
      `pg_catalog.concat_ws('|', ${SETTINGS.map((name) => `pg_catalog.current_setting('${name}')`).join(", ")})`,
    ),
  ];
  return `
    with ${RELATIONS}
    select
      pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text as transaction,
      pg_catalog.json_object_agg(part.name, part.print)::text as prints
    from (${parts.join("\nunion all\n")}) part`;
}

function rowsOf(relation: string, filter: { readonly name: string; readonly condition: string }): string {
  return part(
    filter.name,
    `(select pg_catalog.concat(
        pg_catalog.sum(ver.n), ':', pg_catalog.sum(pg_catalog.hashtextextended(pg_catalog.concat(ver.xid, ':', ver.n) collate "C", 0)))
      from (
        select cat.xmin::text as xid, pg_catalog.count(*) as n
        from ${relation} cat
        ${filter.condition === "" ? "" : `where ${filter.condition}`}
        group by cat.xmin
      ) ver)`,
  );
}

function contentOf(name: string, sql: string): string {
  return part(
    name,
    `(select pg_catalog.concat(pg_catalog.count(*), ':', pg_catalog.sum(con.print)) from (${sql}) con)`,
  );
}

function part(name: string, expression: string): string {
  return `select '${name}' as name, ${expression} as print`;
}

/** The relation is none of those that pass; toast need only be left out where a rewritten table would show. */
function relationStays(column: string, gone: "fleeting" | "passing" = "fleeting"): string {
  return `cat.${column} not in (select gone.oid from ${gone} gone)`;
}

function schemaStays(column: string): string {
  return `cat.${column} not in (select gone.oid from fleeting_schema gone)`;
}

/** A hash of values, each call seeded with the hash of what follows, which mixes them. */
function mixed(calls: readonly string[], seed: string): string {
  return calls.reduceRight((inner, call) => `pg_catalog.${call}, ${inner})`, seed);
}

/** A hash of the text forms of values. */
function texts(...values: readonly string[]): string {
  return `pg_catalog.hashtextextended(pg_catalog.concat_ws(' ', ${values.join(", ")}) collate "C", 0)`;
}

function ownDatabase(): string {
  return "(select own.oid from pg_catalog.pg_database own where own.datname = pg_catalog.current_database())";
}
