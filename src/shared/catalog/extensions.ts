import { z } from "zod";
import { type DeepReadonly, type Family, name, oid } from "./family.ts";

const row = z.object({
  oid,
  name,
  schema: name,
  owner: name,
  version: z.string(),
  /** The version that `create extension` would install now; `null` where the server no longer offers it. */
  default_version: z.string().nullable(),
  relocatable: z.boolean(),
});
/** An installed extension (`pg_extension`). */
export type Extension = DeepReadonly<z.infer<typeof row>>;

export const extensions: Family<Extension> = {
  name: "extensions",
  row,
  sql: () => `
    select
      ext.oid::int8 as oid,
      ext.extname as name,
      nsp.nspname as schema,
      pg_catalog.pg_get_userbyid(ext.extowner) as owner,
      ext.extversion as version,
      offered.default_version,
      ext.extrelocatable as relocatable
    from pg_catalog.pg_extension ext
    join pg_catalog.pg_namespace nsp on nsp.oid = ext.extnamespace
    left join pg_catalog.pg_available_extensions offered on offered.name = ext.extname
    order by ext.extname`,
};
