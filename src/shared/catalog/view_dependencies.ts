import { z } from "zod";
import { type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, oid } from "./family.ts";

const row = z.object({
  /** The view or materialized view. */
  view: oid,
  /** A relation that its query reads. */
  relation: oid,
  /** Column numbers of that relation which the query names; empty where it needs the relation as a whole. */
  columns: z.array(z.number().int()),
});
/** Which relations a view reads, as `pg_depend` records it for the view's rewrite rule. */
export type ViewDependency = DeepReadonly<z.infer<typeof row>>;

export const viewDependencies: Family<ViewDependency> = {
  name: "view_dependencies",
  row,
  sql: () => `
    select
      rew.ev_class::int8 as view,
      dep.refobjid::int8 as relation,
      coalesce(
        pg_catalog.array_agg(distinct dep.refobjsubid order by dep.refobjsubid) filter (where dep.refobjsubid > 0),
        '{}'
      ) as columns
    from pg_catalog.pg_depend dep
    join pg_catalog.pg_rewrite rew on rew.oid = dep.objid
    join pg_catalog.pg_class rel on rel.oid = rew.ev_class
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    where dep.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
      and dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and dep.refobjid <> rew.ev_class
      and rel.relkind in ('v', 'm')
      and ${NOT_SYSTEM_SCHEMA}
    group by rew.ev_class, dep.refobjid
    order by rew.ev_class, dep.refobjid`,
};
