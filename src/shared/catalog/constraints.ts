import { z } from "zod";
import { type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, name, oid, within } from "./family.ts";

const row = z.object({
  oid,
  relation: oid,
  name,
  kind: z.enum(["check", "foreign key", "primary key", "unique", "exclusion", "trigger", "not null"]),
  validated: z.boolean(),
  /** False only of a `not enforced` constraint (18). */
  enforced: z.boolean(),
  deferrable: z.boolean(),
  /** Column numbers; 0 stands for an expression. */
  columns: z.array(z.number().int()),
  referenced_relation: oid.nullable(),
  referenced_columns: z.array(z.number().int()),
  /** The index behind a key, or the referenced index of a foreign key. */
  index: oid.nullable(),
  /** Copied from a constraint of the partitioned or parent table, and not declared here as well. */
  inherited: z.boolean(),
  /** The partitioned table's constraint of which a key or foreign key is a part. */
  parent: oid.nullable(),
  /**
   * Of a foreign key, in the letters of `pg_constraint`: action on update, action on delete, match type, `d` where it is
   * initially deferred, `p` where it compares periods (18), then the column numbers of `on delete set null (…)`.
   */
  actions: z.string().nullable(),
  /** Triggers by which Postgres enforces it that do not fire: `D` disabled, `R` only in a replication session. */
  disabled_triggers: z.array(z.object({ relation: oid, name, enabled: z.string() })),
});
/**
 * A table constraint (`pg_constraint`). Not-null constraints, in the catalog since 18, are facts of their column; only
 * those that were not validated stand here.
 */
export type Constraint = DeepReadonly<z.infer<typeof row>>;

export const constraints: Family<Constraint> = {
  name: "constraints",
  row,
  sql: (server) => `
    with disabled as materialized (
      select
        trg.tgconstraint,
        pg_catalog.json_agg(
          pg_catalog.json_build_object('relation', trg.tgrelid::int8, 'name', trg.tgname, 'enabled', trg.tgenabled)
          order by trg.tgrelid, trg.tgname
        ) as triggers
      from pg_catalog.pg_trigger trg
      where trg.tgisinternal
        and trg.tgenabled in ('D', 'R')
      group by trg.tgconstraint
    )
    select
      con.oid::int8 as oid,
      con.conrelid::int8 as relation,
      con.conname as name,
      case con.contype
        when 'c' then 'check'
        when 'f' then 'foreign key'
        when 'p' then 'primary key'
        when 'u' then 'unique'
        when 'x' then 'exclusion'
        when 'n' then 'not null'
        else 'trigger'
      end as kind,
      con.convalidated as validated,
      ${server.version >= 180000 ? "con.conenforced" : "true"} as enforced,
      con.condeferrable as deferrable,
      coalesce(con.conkey, '{}') as columns,
      nullif(con.confrelid, 0)::int8 as referenced_relation,
      coalesce(con.confkey, '{}') as referenced_columns,
      nullif(con.conindid, 0)::int8 as index,
      con.conparentid <> 0 or not con.conislocal as inherited,
      nullif(con.conparentid, 0)::int8 as parent,
      case
        when con.contype = 'f' then
          pg_catalog.concat_ws(
            ' ',
            pg_catalog.concat(
              con.confupdtype,
              con.confdeltype,
              con.confmatchtype,
              case when con.condeferred then 'd' end${server.version >= 180000 ? ",\n              case when con.conperiod then 'p' end" : ""}
            ),
            con.confdelsetcols::text
          )
      end as actions,
      coalesce(disabled.triggers, '[]') as disabled_triggers
    from pg_catalog.pg_constraint con
    join pg_catalog.pg_class rel on rel.oid = con.conrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    left join disabled on disabled.tgconstraint = con.oid
    where (con.contype in ('c', 'f', 'p', 'u', 'x', 't') or (con.contype = 'n' and not con.convalidated))
      and ${NOT_SYSTEM_SCHEMA}
      and (${within(server.scope?.whole, "con.conrelid")} or ${within(server.scope?.whole, "con.confrelid")})
    order by con.conrelid, con.conname`,
};
