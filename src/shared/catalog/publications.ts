import { z } from "zod";
import { type DeepReadonly, type Family, name, oid } from "./family.ts";

const row = z.object({
  name,
  owner: name,
  all_tables: z.boolean(),
  relations: z.array(oid),
  schemas: z.array(name),
});
/** A logical replication publication (`pg_publication`); Supabase Realtime reads `supabase_realtime`. */
export type Publication = DeepReadonly<z.infer<typeof row>>;

export const publications: Family<Publication> = {
  name: "publications",
  row,
  sql: () => `
    select
      pub.pubname as name,
      pg_catalog.pg_get_userbyid(pub.pubowner) as owner,
      pub.puballtables as all_tables,
      array(
        select entry.prrelid::int8
        from pg_catalog.pg_publication_rel entry
        where entry.prpubid = pub.oid
        order by entry.prrelid
      ) as relations,
      array(
        select nsp.nspname
        from pg_catalog.pg_publication_namespace entry
        join pg_catalog.pg_namespace nsp on nsp.oid = entry.pnnspid
        where entry.pnpubid = pub.oid
        order by nsp.nspname
      ) as schemas
    from pg_catalog.pg_publication pub
    order by pub.pubname`,
};
