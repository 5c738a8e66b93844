import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

const row = z.object({
  id: z.string(),
  name: z.string(),
  public: z.boolean(),
  file_size_limit: z.number().nullable(),
  allowed_mime_types: z.array(z.string()).nullable(),
});
/** A storage bucket (`storage.buckets`). */
export type Bucket = DeepReadonly<z.infer<typeof row>>;

// Older storage schemas lack some of the columns, so they are taken from the row as JSON where present.
export const buckets: Family<Bucket> = {
  name: "buckets",
  row,
  sql: (server) =>
    server.tables.has("storage.buckets")
      ? `
    select
      buc.id,
      buc.name,
      coalesce((pg_catalog.to_jsonb(buc) ->> 'public')::boolean, false) as public,
      (pg_catalog.to_jsonb(buc) ->> 'file_size_limit')::int8 as file_size_limit,
      nullif(pg_catalog.to_jsonb(buc) -> 'allowed_mime_types', 'null'::jsonb) as allowed_mime_types
    from storage.buckets buc
    where pg_catalog.row_security_active('storage.buckets') is not null
    order by buc.id`
      : { absent: "table storage.buckets does not exist" },
};
