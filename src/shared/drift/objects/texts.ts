import { notMember, ownerSql, type TextSource } from "./source.ts";

/** A view locks all that it names: itself, its tables, their partitions. */
const VIEWS = 500;
/** Of expressions each distinct one is deparsed, and locks its relation. */
const EXPRESSIONS = 2_000;

const RELATION = "pg_catalog.pg_class";
const ON_USERS_RELATION = `join pg_catalog.pg_class rel on rel.oid = own.relation
    join nsp on nsp.oid = rel.relnamespace`;

/** Queries of views and materialised views. */
const queries: TextSource = {
  type: "relation",
  catalog: { name: "pg_class", alias: "rel" },
  step: VIEWS,
  counted: "rel.relkind in ('v', 'm')",
  query: (window) => `
    select rel.oid::int8 as id, nsp.name as schema, null::text as parent, rel.relname::text as name, 'query' as attribute,
      pg_get_viewdef(rel.oid) as text
    from ${RELATION} rel
    join nsp on nsp.oid = rel.relnamespace
    where rel.relkind in ('v', 'm') and ${notMember("pg_class", "rel.oid")} and ${window}`,
};

/** Keys and bounds of partitions. */
const partitions: TextSource = {
  type: "relation",
  catalog: { name: "pg_class", alias: "rel" },
  step: VIEWS,
  counted: "rel.relkind = 'p' or rel.relispartition",
  query: (window) => `
    select rel.oid::int8 as id, nsp.name as schema, null::text as parent, rel.relname::text as name, part.attribute, part.text
    from ${RELATION} rel
    join nsp on nsp.oid = rel.relnamespace
    cross join lateral (values
      ('partition_key', case when rel.relkind = 'p' then pg_get_partkeydef(rel.oid) end),
      ('partition_bound', case when rel.relispartition then pg_get_expr(rel.relpartbound, rel.oid) end)
    ) part (attribute, text)
    where (rel.relkind = 'p' or (rel.relispartition and rel.relkind in ('r', 'f'))) and part.text is not null and ${window}`,
};

/** Rules of tables and views; what makes a view one is its query. */
const rules: TextSource = {
  type: "relation",
  catalog: { name: "pg_rewrite", alias: "rew" },
  step: VIEWS,
  counted: "rew.rulename <> '_RETURN'",
  query: (window) => `
    select rew.oid::int8 as id, nsp.name as schema, null::text as parent, rel.relname::text as name, part.attribute, part.text
    from pg_catalog.pg_rewrite rew
    join ${RELATION} rel on rel.oid = rew.ev_class
    join nsp on nsp.oid = rel.relnamespace
    left join pg_catalog.pg_description com
      on com.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and com.objoid = rew.oid
    cross join lateral (values
      ('rule ' || quote_ident(rew.rulename), pg_get_ruledef(rew.oid)),
      ('comment on rule ' || quote_ident(rew.rulename), com.description)
    ) part (attribute, text)
    where rew.rulename <> '_RETURN' and part.text is not null and ${notMember("pg_class", "rel.oid")} and ${window}`,
};

/** Extended statistics, as attributes of their relation. */
const statistics: TextSource = {
  type: "relation",
  catalog: { name: "pg_statistic_ext", alias: "stx" },
  step: VIEWS,
  query: (window) => `
    select stx.oid::int8 as id, nsp.name as schema, null::text as parent, rel.relname::text as name,
      part.word || 'statistics ' || quote_ident(place.nspname) || '.' || quote_ident(stx.stxname) as attribute, part.text
    from pg_catalog.pg_statistic_ext stx
    join ${RELATION} rel on rel.oid = stx.stxrelid
    join nsp on nsp.oid = rel.relnamespace
    join pg_catalog.pg_namespace place on place.oid = stx.stxnamespace
    left join pg_catalog.pg_description com
      on com.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass and com.objoid = stx.oid
    cross join lateral (values
      ('', pg_get_statisticsobjdef(stx.oid)),
      ('comment on ', com.description),
      ('target of ', nullif(stx.stxstattarget, -1)::text),
      ('owner of ', ${ownerSql("stx.stxowner")})
    ) part (word, text)
    where part.text is not null and ${notMember("pg_class", "rel.oid")} and ${window}`,
};

/** Defaults and generation expressions of columns. */
const defaults: TextSource = {
  type: "column",
  catalog: { name: "pg_attrdef", alias: "def" },
  step: EXPRESSIONS,
  query: (window) => `
    select own.id, nsp.name as schema, rel.relname::text as parent, att.attname::text as name, 'default' as attribute, own.relation, own.tree
    from (
      select def.oid::int8 as id, def.adrelid as relation, def.adnum as number, def.adbin::text as tree
      from pg_catalog.pg_attrdef def
      where ${window}
    ) own
    ${ON_USERS_RELATION}
    join (
      select every.attrelid, every.attnum, every.attname
      from pg_catalog.pg_attribute every
      where every.atthasdef and every.attnum > 0
      offset 0
    ) att on att.attrelid = own.relation and att.attnum = own.number
    where ${notMember("pg_class", "rel.oid")}`,
  stored: (id) => ({
    tree: "def.adbin",
    relation: "def.adrelid",
    from: `pg_catalog.pg_attrdef def where def.oid = ${id}::oid`,
  }),
};

/** Check constraints of tables. */
const checks: TextSource = {
  type: "constraint",
  catalog: { name: "pg_constraint", alias: "con" },
  step: EXPRESSIONS,
  counted: "con.contype = 'c'",
  query: (window) => `
    select own.id, nsp.name as schema, rel.relname::text as parent, own.name, 'expression' as attribute, own.relation, own.tree
    from (
      select con.oid::int8 as id, con.conrelid as relation, con.conname::text as name, con.conbin::text as tree
      from pg_catalog.pg_constraint con
      where con.contype = 'c' and con.conrelid <> 0 and con.conislocal and con.conparentid = 0 and ${window}
    ) own
    ${ON_USERS_RELATION}
    where ${notMember("pg_class", "rel.oid")}`,
  stored: (id) => ({
    tree: "con.conbin",
    relation: "con.conrelid",
    from: `pg_catalog.pg_constraint con where con.oid = ${id}::oid`,
  }),
};

/** Exclusion constraints. */
const exclusions: TextSource = {
  type: "constraint",
  catalog: { name: "pg_constraint", alias: "con" },
  step: VIEWS,
  counted: "con.contype = 'x'",
  query: (window) => `
    select con.oid::int8 as id, nsp.name as schema, rel.relname::text as parent, con.conname::text as name, 'definition' as attribute,
      pg_get_constraintdef(con.oid) as text
    from pg_catalog.pg_constraint con
    join ${RELATION} rel on rel.oid = con.conrelid
    join nsp on nsp.oid = rel.relnamespace
    where con.contype = 'x' and con.conislocal and con.conparentid = 0 and ${notMember("pg_class", "rel.oid")} and ${window}`,
};

/** Predicates and expressions of indexes. */
const indexParts: TextSource = {
  type: "index",
  catalog: { name: "pg_index", alias: "idx", key: "indexrelid" },
  step: EXPRESSIONS,
  counted: "idx.indpred is not null or idx.indexprs is not null",
  query: (window) => `
    select own.id * 2 + part.place as id, nsp.name as schema, tab.relname::text as parent, rel.relname::text as name, part.attribute, own.relation, part.tree
    from (
      select idx.indexrelid::int8 as id, idx.indrelid as relation, idx.indpred::text as predicate, idx.indexprs::text as expressions
      from pg_catalog.pg_index idx
      where (idx.indpred is not null or idx.indexprs is not null) and ${window}
    ) own
    join pg_catalog.pg_class rel on rel.oid = own.id::oid and not rel.relispartition
    join pg_catalog.pg_class tab on tab.oid = own.relation and tab.relkind in ('r', 'p', 'm')
    join nsp on nsp.oid = rel.relnamespace
    cross join lateral (values (0, 'predicate', own.predicate), (1, 'expressions', own.expressions)) part (place, attribute, tree)
    where part.tree is not null
      and not exists (select from pg_catalog.pg_constraint con where con.conindid = rel.oid and con.contype = 'x')
      and ${notMember("pg_class", "tab.oid")}`,
  stored: (id) => ({
    tree: `case ${id} % 2 when 0 then idx.indpred else idx.indexprs end`,
    relation: "idx.indrelid",
    from: `pg_catalog.pg_index idx where idx.indexrelid = (${id} / 2)::oid`,
  }),
};

/** Expressions of policies, also of those that users put on the platform's tables. */
const policies: TextSource = {
  type: "policy",
  catalog: { name: "pg_policy", alias: "pol" },
  step: EXPRESSIONS,
  query: (window) => `
    select own.id * 2 + part.place as id, place.nspname::text as schema, rel.relname::text as parent, own.name, part.attribute, own.relation, part.tree
    from (
      select pol.oid::int8 as id, pol.polrelid as relation, pol.polname::text as name, pol.polqual::text as qual, pol.polwithcheck::text as with_check
      from pg_catalog.pg_policy pol
      where ${window}
    ) own
    join pg_catalog.pg_class rel on rel.oid = own.relation
    join pg_catalog.pg_namespace place on place.oid = rel.relnamespace
    left join nsp on nsp.oid = place.oid
    cross join lateral (values (0, 'using', own.qual), (1, 'with_check', own.with_check)) part (place, attribute, tree)
    where part.tree is not null
      and (nsp.oid is not null or place.nspname in ('auth', 'storage', 'realtime'))
      and ($1::text[] is null or place.nspname = any ($1::text[]))
      and ${notMember("pg_class", "rel.oid")}`,
  stored: (id) => ({
    tree: `case ${id} % 2 when 0 then pol.polqual else pol.polwithcheck end`,
    relation: "pol.polrelid",
    from: `pg_catalog.pg_policy pol where pol.oid = (${id} / 2)::oid`,
  }),
};

/** Conditions of triggers, which Postgres deparses only with the whole trigger. */
const conditions: TextSource = {
  type: "trigger",
  catalog: { name: "pg_trigger", alias: "trg" },
  step: VIEWS,
  counted: "trg.tgqual is not null",
  query: (window) => `
    select trg.oid::int8 as id, place.nspname::text as schema, rel.relname::text as parent, trg.tgname::text as name, 'definition' as attribute,
      pg_get_triggerdef(trg.oid) as text
    from pg_catalog.pg_trigger trg
    join ${RELATION} rel on rel.oid = trg.tgrelid
    join pg_catalog.pg_namespace place on place.oid = rel.relnamespace
    join pg_catalog.pg_proc pro on pro.oid = trg.tgfoid
    left join nsp on nsp.oid = place.oid
    where trg.tgqual is not null and not trg.tgisinternal and trg.tgparentid = 0
      and (nsp.oid is not null or (place.nspname in ('auth', 'storage', 'realtime') and pro.pronamespace in (select nsp.oid from nsp)))
      and ($1::text[] is null or place.nspname = any ($1::text[]))
      and ${notMember("pg_class", "rel.oid")} and ${window}`,
};

/** Bodies of routines in standard SQL, and defaults of arguments. */
const routines: TextSource = {
  type: "routine",
  catalog: { name: "pg_proc", alias: "pro" },
  step: VIEWS,
  counted: "pro.prosqlbody is not null or pro.proargdefaults is not null",
  query: (window) => `
    select pro.oid::int8 as id, nsp.name as schema, null::text as parent, pro.oid::pg_catalog.regprocedure::text as name, part.attribute, part.text
    from pg_catalog.pg_proc pro
    join nsp on nsp.oid = pro.pronamespace
    cross join lateral (values
      ('sql_body', case when pro.prosqlbody is not null then pg_get_function_sqlbody(pro.oid) end),
      ('argument_defaults', case when pro.proargdefaults is not null then pg_get_expr(pro.proargdefaults, 0) end)
    ) part (attribute, text)
    where (pro.prosqlbody is not null or pro.proargdefaults is not null) and part.text is not null
      and ${notMember("pg_proc", "pro.oid")} and ${window}`,
};

/** Defaults and constraints of domains. */
const domains: TextSource = {
  type: "type",
  catalog: { name: "pg_type", alias: "typ" },
  query: (window) => `
    select typ.oid::int8 as id, nsp.name as schema, null::text as parent, typ.typname::text as name, part.attribute, part.text
    from pg_catalog.pg_type typ
    join nsp on nsp.oid = typ.typnamespace
    cross join lateral (
      select 'default' as attribute, pg_get_expr(typ.typdefaultbin, 0) as text where typ.typdefaultbin is not null
      union all
      select 'constraint ' || quote_ident(con.conname), pg_get_expr(con.conbin, 0)
      from pg_catalog.pg_constraint con
      where con.contypid = typ.oid and con.contype = 'c'
    ) part
    where typ.typtype = 'd' and ${notMember("pg_type", "typ.oid")} and ${window}`,
};

/** Every source of deparsed texts. */
export const TEXT_SOURCES: readonly TextSource[] = [
  queries,
  partitions,
  rules,
  statistics,
  defaults,
  checks,
  exclusions,
  indexParts,
  policies,
  conditions,
  routines,
  domains,
];
