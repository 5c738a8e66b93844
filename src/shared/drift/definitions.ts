import { NOT_SYSTEM_SCHEMA } from "../catalog/family.ts";
import { type ObjectRef, qualified, schemaObjectRef, tableObjectRef } from "../catalog/identity.ts";
import type { Session } from "../database/database.ts";
import { quoteIdent } from "../sql/ident.ts";
import { objectKey, type SchemaObject } from "./schema_object.ts";

interface Row {
  readonly kind: "relation" | "column" | "constraint" | "trigger" | "policy" | "routine" | "type";
  readonly schema: string;
  readonly table: string | null;
  /** Of a routine: its signature. */
  readonly name: string;
  readonly attribute: string;
  readonly value: string;
}

/** What a comment on an object of each catalog is a comment on. */
const COMMENTED = `
  select 'relation' as kind, nsp.nspname::text as schema, null::text as "table", rel.relname::text as name, des.description
  from pg_catalog.pg_description des
  join pg_catalog.pg_class rel on rel.oid = des.objoid and rel.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where des.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and des.objsubid = 0 and ${NOT_SYSTEM_SCHEMA}
  union all
  select 'column', nsp.nspname::text, rel.relname::text, att.attname::text, des.description
  from pg_catalog.pg_description des
  join pg_catalog.pg_attribute att on att.attrelid = des.objoid and att.attnum = des.objsubid
  join pg_catalog.pg_class rel on rel.oid = des.objoid and rel.relkind in ('r', 'p', 'v', 'm', 'f')
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where des.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and des.objsubid > 0 and ${NOT_SYSTEM_SCHEMA}
  union all
  select 'policy', nsp.nspname::text, rel.relname::text, pol.polname::text, des.description
  from pg_catalog.pg_description des
  join pg_catalog.pg_policy pol on pol.oid = des.objoid
  join pg_catalog.pg_class rel on rel.oid = pol.polrelid
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where des.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass and ${NOT_SYSTEM_SCHEMA}
  union all
  select 'routine', nsp.nspname::text, null, pro.oid::pg_catalog.regprocedure::text, des.description
  from pg_catalog.pg_description des
  join pg_catalog.pg_proc pro on pro.oid = des.objoid
  join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
  where des.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass and ${NOT_SYSTEM_SCHEMA}`;

// Names are cast: a union of names and texts is a union of names, and those end at 63 bytes, which a signature does not.
/** Each part names an object and gives one attribute of it as text. Constraints and triggers carry their own comment. */
const PARTS: readonly string[] = [
  `select 'relation' as kind, nsp.nspname::text as schema, null::text as "table", rel.relname::text as name, 'query' as attribute,
    pg_catalog.pg_get_viewdef(rel.oid) as value
  from pg_catalog.pg_class rel
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where rel.relkind in ('v', 'm') and ${NOT_SYSTEM_SCHEMA}`,
  `select 'relation', nsp.nspname::text, null, rel.relname::text, 'rule ' || rew.rulename, pg_catalog.pg_get_ruledef(rew.oid)
  from pg_catalog.pg_rewrite rew
  join pg_catalog.pg_class rel on rel.oid = rew.ev_class
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where rew.rulename <> '_RETURN' and ${NOT_SYSTEM_SCHEMA}`,
  `select 'relation', nsp.nspname::text, null, rel.relname::text, 'inherits',
    pg_catalog.json_agg(pg_catalog.json_build_array(pns.nspname, par.relname) order by inh.inhseqno)::text
  from pg_catalog.pg_inherits inh
  join pg_catalog.pg_class rel on rel.oid = inh.inhrelid and not rel.relispartition and rel.relkind in ('r', 'f')
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  join pg_catalog.pg_class par on par.oid = inh.inhparent
  join pg_catalog.pg_namespace pns on pns.oid = par.relnamespace
  where ${NOT_SYSTEM_SCHEMA}
  group by nsp.nspname, rel.relname`,
  `select 'relation', nsp.nspname::text, null, rel.relname::text, 'storage',
    pg_catalog.concat_ws(' ', rel.relreplident, acc.amname, spc.spcname, pg_catalog.pg_get_partkeydef(rel.oid),
      pg_catalog.pg_get_expr(rel.relpartbound, rel.oid))
  from pg_catalog.pg_class rel
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  left join pg_catalog.pg_am acc on acc.oid = rel.relam
  left join pg_catalog.pg_tablespace spc on spc.oid = rel.reltablespace
  where rel.relkind in ('r', 'p', 'm') and ${NOT_SYSTEM_SCHEMA}`,
  `select 'column', nsp.nspname::text, rel.relname::text, att.attname::text, 'storage',
    pg_catalog.concat_ws(' ', col.collname, att.attstorage, att.attcompression,
      case when not att.attoptions[1] like 'pg\\_attver=%' then att.attoptions::text end)
  from pg_catalog.pg_attribute att
  join pg_catalog.pg_class rel on rel.oid = att.attrelid
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  join pg_catalog.pg_type typ on typ.oid = att.atttypid
  left join pg_catalog.pg_collation col on col.oid = att.attcollation and col.oid <> typ.typcollation
  where att.attnum > 0 and not att.attisdropped and rel.relkind in ('r', 'p', 'm') and ${NOT_SYSTEM_SCHEMA}`,
  `select 'constraint', nsp.nspname::text, rel.relname::text, con.conname::text, 'definition',
    pg_catalog.concat_ws(' -- ', pg_catalog.pg_get_constraintdef(con.oid), pg_catalog.obj_description(con.oid, 'pg_constraint'))
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_class rel on rel.oid = con.conrelid
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where con.contype in ('c', 'f', 'p', 'u', 'x', 't') and ${NOT_SYSTEM_SCHEMA}`,
  `select 'type', nsp.nspname::text, null, typ.typname::text, 'constraint ' || con.conname, pg_catalog.pg_get_constraintdef(con.oid)
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_type typ on typ.oid = con.contypid
  join pg_catalog.pg_namespace nsp on nsp.oid = typ.typnamespace
  where con.contype = 'c' and ${NOT_SYSTEM_SCHEMA}`,
  `select 'trigger', nsp.nspname::text, rel.relname::text, trg.tgname::text, 'definition',
    pg_catalog.concat_ws(' -- ', pg_catalog.pg_get_triggerdef(trg.oid), pg_catalog.obj_description(trg.oid, 'pg_trigger'))
  from pg_catalog.pg_trigger trg
  join pg_catalog.pg_class rel on rel.oid = trg.tgrelid
  join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
  where not trg.tgisinternal and ${NOT_SYSTEM_SCHEMA}`,
  `select 'routine', nsp.nspname::text, null, pro.oid::pg_catalog.regprocedure::text, 'signature',
    pg_catalog.concat_ws(' ', pg_catalog.pg_get_function_arguments(pro.oid), pro.procost, pro.prorows, pro.proparallel)
  from pg_catalog.pg_proc pro
  join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
  where pro.prokind <> 'a' and ${NOT_SYSTEM_SCHEMA}`,
  `select kind, schema, "table", name, 'comment', description from (${COMMENTED}) commented`,
];

/**
 * Texts that the snapshot leaves out, by object: queries of views, constraints, triggers, rules, comments, storage. They
 * lock each relation until the transaction ends, so this is for a shadow database and never for an audited one.
 * The session's search_path must be empty, as the snapshot's is.
 */
export async function readDefinitions(session: Session): Promise<ReadonlyMap<string, SchemaObject>> {
  const rows = await session.query<Row>(PARTS.join("\nunion all\n"));
  const objects = new Map<
    string,
    { ref: ObjectRef; container: string; attributes: Record<string, string> }
  >();
  for (const row of rows) {
    const ref = refOf(row);
    const key = objectKey(ref);
    const known = objects.get(key);
    if (known === undefined) {
      objects.set(key, { ref, container: containerOf(row, key), attributes: { [row.attribute]: row.value } });
    } else known.attributes[row.attribute] = row.value;
  }
  return objects;
}

function refOf(row: Row): ObjectRef {
  const { kind, schema, name } = row;
  const table = { schema, name: row.table ?? "" };
  switch (kind) {
    case "relation":
    case "type":
      return schemaObjectRef(kind, { schema, name });
    case "column":
      return { kind, schema, name, table: table.name, identity: `${qualified(table)}.${quoteIdent(name)}` };
    case "routine":
      return { kind, schema, name, signature: name, identity: name };
    default:
      return tableObjectRef(kind, name, table);
  }
}

function containerOf(row: Row, key: string): string {
  return row.table === null
    ? key
    : objectKey(schemaObjectRef("relation", { schema: row.schema, name: row.table }));
}
