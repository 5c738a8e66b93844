import { z } from "zod";
import { type DeepReadonly, type Family, NOT_SYSTEM_SCHEMA, name, oid } from "./family.ts";

const row = z.object({
  /** The schema commented on, or the one the relation lies in. */
  schema: name,
  /** `null` where the comment is the schema's own. */
  relation: oid.nullable(),
  comment: z.string(),
});
/** A comment on a schema or relation that instructs pg_graphql with `@graphql(…)` (`pg_description`). */
export type GraphqlDirective = DeepReadonly<z.infer<typeof row>>;

// Only comments with the marker are carried: pg_description holds thousands of Postgres' own.
export const graphqlDirectives: Family<GraphqlDirective> = {
  name: "graphql_directives",
  row,
  sql: () => `
    select
      nsp.nspname as schema,
      rel.oid::int8 as relation,
      dsc.description as comment
    from pg_catalog.pg_description dsc
    left join pg_catalog.pg_class rel
      on dsc.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and rel.oid = dsc.objoid
    join pg_catalog.pg_namespace nsp
      on nsp.oid = coalesce(rel.relnamespace, dsc.objoid)
    where dsc.classoid in ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_namespace'::pg_catalog.regclass)
      and dsc.objsubid = 0
      and dsc.description like '%@graphql(%'
      and (rel.oid is not null or dsc.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
      and ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname, rel.relname nulls first`,
};
