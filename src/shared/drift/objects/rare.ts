import { notMember, type OtherSource, ownerSql, privilegeListSql } from "./source.ts";

// Objects that hardly any schema has: operators and what belongs to them, casts, text search, collations; and rows that
// stand for objects: buckets and cron jobs.

const comment = (catalog: string, oid: string) => `(
      select com.description from pg_catalog.pg_description com
      where com.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass and com.objoid = ${oid} and com.objsubid = 0
    )`;
const routine = (oid: string) => `case when ${oid} <> 0 then ${oid}::pg_catalog.regprocedure::text end`;

const languages: OtherSource = {
  type: "language",
  sql: () => `
    select null::text as schema, lng.lanname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'trusted', nullif(lng.lanpltrusted, true),
        'privileges', nullif(${privilegeListSql("coalesce(lng.lanacl, acldefault('l', lng.lanowner))")}, ${privilegeListSql("acldefault('l', lng.lanowner)")})
      )) as attributes
    from pg_catalog.pg_language lng
    where lng.lanispl`,
};

const casts: OtherSource = {
  type: "cast",
  sql: () => `
    select null::text as schema, '(' || format_type(cst.castsource, null) || ' as ' || format_type(cst.casttarget, null) || ')' as name,
      jsonb_strip_nulls(jsonb_build_object(
        'function', ${routine("cst.castfunc")}, 'context', cst.castcontext, 'method', cst.castmethod, 'comment', ${comment("pg_cast", "cst.oid")}
      )) as attributes
    from pg_catalog.pg_cast cst
    where cst.oid >= 16384 and ${notMember("pg_cast", "cst.oid")}
      -- A range type brings the cast to its multirange.
      and not exists (
        select from pg_catalog.pg_depend dep
        where dep.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and dep.objid = cst.oid and dep.deptype = 'i'
      )`,
};

const transforms: OtherSource = {
  type: "transform",
  sql: () => `
    select null::text as schema, 'for ' || format_type(trf.trftype, null) || ' language ' || quote_ident(lng.lanname) as name,
      jsonb_strip_nulls(jsonb_build_object('from_sql', ${routine("trf.trffromsql")}, 'to_sql', ${routine("trf.trftosql")}, 'comment', ${comment("pg_transform", "trf.oid")})) as attributes
    from pg_catalog.pg_transform trf
    join pg_catalog.pg_language lng on lng.oid = trf.trflang
    where ${notMember("pg_transform", "trf.oid")}`,
};

const operators: OtherSource = {
  type: "operator",
  sql: () => `
    select nsp.name as schema, opr.oid::pg_catalog.regoperator::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'function', ${routine("opr.oprcode")}, 'result', format_type(opr.oprresult, null),
        'commutator', case when opr.oprcom <> 0 then opr.oprcom::pg_catalog.regoperator::text end,
        'negator', case when opr.oprnegate <> 0 then opr.oprnegate::pg_catalog.regoperator::text end,
        'restrict', ${routine("opr.oprrest")}, 'join', ${routine("opr.oprjoin")},
        'hashes', nullif(opr.oprcanhash, false), 'merges', nullif(opr.oprcanmerge, false),
        'owner', ${ownerSql("opr.oprowner")}, 'comment', ${comment("pg_operator", "opr.oid")}
      )) as attributes
    from pg_catalog.pg_operator opr
    join nsp on nsp.oid = opr.oprnamespace
    where ${notMember("pg_operator", "opr.oid")}`,
};

/** What an operator family holds, one text a member. */
const members = (family: string) => `(
      select jsonb_agg(held.entry order by held.entry)
      from (
        select ('operator ' || amo.amopstrategy || ' ' || amo.amopopr::pg_catalog.regoperator::text || case when amo.amopsortfamily <> 0 then ' for order by' else '' end) collate "C" as entry
        from pg_catalog.pg_amop amo where amo.amopfamily = ${family}
        union all
        select 'function ' || amp.amprocnum || ' (' || format_type(amp.amproclefttype, null) || ', ' || format_type(amp.amprocrighttype, null) || ') ' || amp.amproc::pg_catalog.regprocedure::text
        from pg_catalog.pg_amproc amp where amp.amprocfamily = ${family}
      ) held
    )`;

const operatorClasses: OtherSource = {
  type: "operator class",
  sql: () => `
    select nsp.name as schema, quote_ident(nsp.name) || '.' || quote_ident(opc.opcname) || ' using ' || quote_ident(acc.amname) as name,
      jsonb_strip_nulls(jsonb_build_object(
        'type', format_type(opc.opcintype, null), 'default', nullif(opc.opcdefault, false),
        'stored_type', case when opc.opckeytype <> 0 then format_type(opc.opckeytype, null) end,
        'family', opf.opfname, 'owner', ${ownerSql("opc.opcowner")}, 'comment', ${comment("pg_opclass", "opc.oid")}
      )) as attributes
    from pg_catalog.pg_opclass opc
    join nsp on nsp.oid = opc.opcnamespace
    join pg_catalog.pg_am acc on acc.oid = opc.opcmethod
    join pg_catalog.pg_opfamily opf on opf.oid = opc.opcfamily
    where ${notMember("pg_opclass", "opc.oid")}`,
};

const operatorFamilies: OtherSource = {
  type: "operator family",
  sql: () => `
    select nsp.name as schema, quote_ident(nsp.name) || '.' || quote_ident(opf.opfname) || ' using ' || quote_ident(acc.amname) as name,
      jsonb_strip_nulls(jsonb_build_object('members', ${members("opf.oid")}, 'owner', ${ownerSql("opf.opfowner")}, 'comment', ${comment("pg_opfamily", "opf.oid")})) as attributes
    from pg_catalog.pg_opfamily opf
    join nsp on nsp.oid = opf.opfnamespace
    join pg_catalog.pg_am acc on acc.oid = opf.opfmethod
    where ${notMember("pg_opfamily", "opf.oid")}`,
};

const collations: OtherSource = {
  type: "collation",
  // The locale of the provider is in another column of each version.
  sql: () => `
    select nsp.name as schema, col.collname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'provider', col.collprovider, 'not_deterministic', nullif(not col.collisdeterministic, false), 'collate', col.collcollate, 'ctype', col.collctype,
        'locale', coalesce(to_jsonb(col) ->> 'colllocale', to_jsonb(col) ->> 'colliculocale'), 'rules', to_jsonb(col) ->> 'collicurules',
        'owner', ${ownerSql("col.collowner")}, 'comment', ${comment("pg_collation", "col.oid")}
      )) as attributes
    from pg_catalog.pg_collation col
    join nsp on nsp.oid = col.collnamespace
    where ${notMember("pg_collation", "col.oid")}`,
};

const conversions: OtherSource = {
  type: "conversion",
  sql: () => `
    select nsp.name as schema, con.conname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'from', pg_encoding_to_char(con.conforencoding), 'to', pg_encoding_to_char(con.contoencoding), 'function', ${routine("con.conproc")},
        'default', nullif(con.condefault, false), 'owner', ${ownerSql("con.conowner")}, 'comment', ${comment("pg_conversion", "con.oid")}
      )) as attributes
    from pg_catalog.pg_conversion con
    join nsp on nsp.oid = con.connamespace
    where ${notMember("pg_conversion", "con.oid")}`,
};

const searchConfigurations: OtherSource = {
  type: "text search configuration",
  sql: () => `
    select nsp.name as schema, cfg.cfgname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'parser', prs.prsname,
        'mappings', (
          select jsonb_object_agg(token.alias, token.dictionaries)
          from (
            select known.alias, jsonb_agg(map.mapdict::pg_catalog.regdictionary::text order by map.mapseqno) as dictionaries
            from pg_catalog.pg_ts_config_map map
            join ts_token_type(cfg.cfgparser) known on known.tokid = map.maptokentype
            where map.mapcfg = cfg.oid
            group by known.alias
          ) token
        ),
        'owner', ${ownerSql("cfg.cfgowner")}, 'comment', ${comment("pg_ts_config", "cfg.oid")}
      )) as attributes
    from pg_catalog.pg_ts_config cfg
    join nsp on nsp.oid = cfg.cfgnamespace
    join pg_catalog.pg_ts_parser prs on prs.oid = cfg.cfgparser
    where ${notMember("pg_ts_config", "cfg.oid")}`,
};

const searchDictionaries: OtherSource = {
  type: "text search dictionary",
  sql: () => `
    select nsp.name as schema, dic.dictname::text as name,
      jsonb_strip_nulls(jsonb_build_object(
        'template', tpl.tmplname, 'options', dic.dictinitoption, 'owner', ${ownerSql("dic.dictowner")}, 'comment', ${comment("pg_ts_dict", "dic.oid")}
      )) as attributes
    from pg_catalog.pg_ts_dict dic
    join nsp on nsp.oid = dic.dictnamespace
    join pg_catalog.pg_ts_template tpl on tpl.oid = dic.dicttemplate
    where ${notMember("pg_ts_dict", "dic.oid")}`,
};

const searchParsers: OtherSource = {
  type: "text search parser",
  sql: () => `
    select nsp.name as schema, prs.prsname::text as name,
      jsonb_build_object('functions', jsonb_build_array(prs.prsstart::text, prs.prstoken::text, prs.prsend::text, prs.prsheadline::text, prs.prslextype::text)) as attributes
    from pg_catalog.pg_ts_parser prs
    join nsp on nsp.oid = prs.prsnamespace
    where ${notMember("pg_ts_parser", "prs.oid")}`,
};

const searchTemplates: OtherSource = {
  type: "text search template",
  sql: () => `
    select nsp.name as schema, tpl.tmplname::text as name,
      jsonb_build_object('functions', jsonb_build_array(tpl.tmplinit::text, tpl.tmpllexize::text)) as attributes
    from pg_catalog.pg_ts_template tpl
    join nsp on nsp.oid = tpl.tmplnamespace
    where ${notMember("pg_ts_template", "tpl.oid")}`,
};

const buckets: OtherSource = {
  type: "bucket",
  needs: "storage.buckets",
  // Older storage schemas lack some of the columns.
  sql: () => `
    select null::text as schema, buc.id as name,
      jsonb_strip_nulls(jsonb_build_object(
        'public', nullif(coalesce((to_jsonb(buc) ->> 'public')::boolean, false), false),
        'file_size_limit', to_jsonb(buc) -> 'file_size_limit', 'allowed_mime_types', to_jsonb(buc) -> 'allowed_mime_types'
      )) as attributes
    from storage.buckets buc`,
};

const cronJobs: OtherSource = {
  type: "cron job",
  needs: "cron.job",
  // A command can hold a token: it compares by its hash.
  sql: () => `
    select null::text as schema, coalesce(job.jobname, 'job with command #' || left(md5(job.command), 16)) as name,
      jsonb_strip_nulls(jsonb_build_object(
        'schedule', job.schedule, 'command', '#' || left(md5(job.command), 16), 'inactive', nullif(not job.active, false)
      )) as attributes
    from cron.job job
    where job.database = current_database()`,
};

/** Sources of objects that hardly any schema has, and of rows that stand for objects. */
export const RARE_SOURCES: readonly OtherSource[] = [
  languages,
  casts,
  transforms,
  operators,
  operatorClasses,
  operatorFamilies,
  collations,
  conversions,
  searchConfigurations,
  searchDictionaries,
  searchParsers,
  searchTemplates,
  buckets,
  cronJobs,
];
