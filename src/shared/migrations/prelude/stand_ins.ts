import type { ExtensionFile } from "../../database/embedded.ts";
import { quoteIdent, quoteLiteral } from "../../sql/ident.ts";
import { cron } from "./cron.ts";
import { FOREIGN_STAND_INS } from "./foreign_stand_ins.ts";
import { graphql } from "./graphql.ts";
import { net } from "./net.ts";
import { pgmq } from "./pgmq.ts";
import { pgsodium } from "./pgsodium.ts";
import { postgis } from "./postgis.ts";
import { SMALL_STAND_INS } from "./small_stand_ins.ts";
import type { StandIn } from "./stand_in.ts";
import { vault } from "./vault.ts";

/** Every extension that can be stood in for, by name. */
export const STAND_INS: ReadonlyMap<string, StandIn> = new Map(
  [cron, graphql, net, pgmq, pgsodium, postgis, vault, ...FOREIGN_STAND_INS, ...SMALL_STAND_INS].map(
    (standIn) => [standIn.name, standIn],
  ),
);

/** Extensions that act on the world: a replay on a real server takes their stand-ins even where it has them. */
export const OUTWARD: ReadonlySet<string> = new Set(["dblink", "http", "pg_cron", "pg_net"]);

/** How the comment of a stand-in's control file begins, by which it is told from a compiled extension. */
export const STAND_IN_MARK = "stand-in: ";

/**
 * Control files and scripts for the embedded engine, which then makes a stand-in by `create extension` like any
 * other: schema, version, membership of its objects, and `drop extension` are Postgres' own doing.
 */
export function standInFiles(): ExtensionFile[] {
  return [...STAND_INS.values()].flatMap((standIn) => [
    {
      extension: standIn.name,
      path: `extension/${standIn.name}.control`,
      text: [
        `comment = '${STAND_IN_MARK}${standIn.limits}'`,
        `default_version = '${standIn.version}'`,
        "relocatable = false",
        ...(standIn.schema === undefined ? [] : [`schema = '${standIn.schema}'`]),
        ...(standIn.requires === undefined ? [] : [`requires = '${standIn.requires.join(", ")}'`]),
        "",
      ].join("\n"),
    },
    {
      extension: standIn.name,
      path: `extension/${standIn.name}--${standIn.version}.sql`,
      text: standIn.sql,
    },
  ]);
}

/** Catalogs of members that are no relations, routines, types or schemas. */
const OTHER_CATALOGS = [
  "pg_operator",
  "pg_opclass",
  "pg_opfamily",
  "pg_cast",
  "pg_language",
  "pg_foreign_data_wrapper",
];

/**
 * SQL that makes a stand-in on a server, where no control file can be placed: its objects in their schema and its row
 * in pg_extension, with the objects as members. Superuser only; raises 42710 when the extension exists.
 */
export function standInSql(standIn: StandIn, schema = standIn.schema ?? "public"): string {
  const fixed =
    standIn.schema === undefined || standIn.schema === "pg_catalog"
      ? ""
      : `create schema if not exists ${quoteIdent(standIn.schema)};`;
  const script = standIn.sql.replaceAll("@extschema@", quoteIdent(schema));
  return `${fixed}
do $stand_in$
declare
  first_oid constant oid := pg_catalog.pg_nextoid('pg_catalog.pg_extension', 'oid', 'pg_catalog.pg_extension_oid_index');
  path constant text := pg_catalog.current_setting('search_path');
  before constant oid[] := (
    select pg_catalog.array_agg(known.oid) from (
      select oid from pg_catalog.pg_class
      union all select oid from pg_catalog.pg_proc
      union all select oid from pg_catalog.pg_type
      union all select oid from pg_catalog.pg_namespace
      ${OTHER_CATALOGS.map((catalog) => `union all select oid from pg_catalog.${catalog}`).join("\n      ")}
    ) known
  );
begin
  if exists (select from pg_catalog.pg_extension where extname = ${quoteLiteral(standIn.name)}) then
    raise exception 'extension "%" already exists', ${quoteLiteral(standIn.name)} using errcode = '42710';
  end if;
  insert into pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  select first_oid, ${quoteLiteral(standIn.name)}, rol.oid, ${quoteLiteral(quoteIdent(schema))}::regnamespace, false, ${quoteLiteral(standIn.version)}
  from pg_catalog.pg_roles rol
  where rol.rolname = current_user;
  perform pg_catalog.set_config('search_path', ${quoteLiteral(quoteIdent(schema))}, true);
  execute ${quoteLiteral(script || "select")};
  perform pg_catalog.set_config('search_path', path, true);
  insert into pg_catalog.pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
  select made.classid, made.oid, 0, 'pg_catalog.pg_extension'::regclass, first_oid, 0, 'e'
  from (
    select 'pg_catalog.pg_class'::regclass as classid, oid from pg_catalog.pg_class where relkind in ('r', 'v', 'S', 'p')
    union all select 'pg_catalog.pg_proc'::regclass, oid from pg_catalog.pg_proc
    union all select 'pg_catalog.pg_type'::regclass, oid from pg_catalog.pg_type where typelem = 0
    union all select 'pg_catalog.pg_namespace'::regclass, oid from pg_catalog.pg_namespace
    ${OTHER_CATALOGS.map((catalog) => `union all select 'pg_catalog.${catalog}'::regclass, oid from pg_catalog.${catalog}`).join("\n    ")}
  ) made
  where not made.oid = any (before)
    and not exists (
      select from pg_catalog.pg_depend own
      where own.classid = made.classid and own.objid = made.oid and own.deptype = 'i'
    );
end
$stand_in$;
`;
}
