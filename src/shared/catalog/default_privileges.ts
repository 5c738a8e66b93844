import { z } from "zod";
import { type DeepReadonly, type Family, name } from "./family.ts";

const row = z.object({
  /** Role whose new objects get the privileges. */
  role: name,
  /** `null` where the entry holds for every schema. */
  schema: name.nullable(),
  object_type: z.enum(["table", "sequence", "function", "type", "schema", "large object"]),
  acl: z.string(),
});
/** An `alter default privileges` entry (`pg_default_acl`). */
export type DefaultPrivilege = DeepReadonly<z.infer<typeof row>>;

export const defaultPrivileges: Family<DefaultPrivilege> = {
  name: "default_privileges",
  row,
  sql: () => `
    select
      pg_catalog.pg_get_userbyid(def.defaclrole) as role,
      nsp.nspname as schema,
      case def.defaclobjtype
        when 'r' then 'table'
        when 'S' then 'sequence'
        when 'f' then 'function'
        when 'T' then 'type'
        when 'n' then 'schema'
        else 'large object'
      end as object_type,
      def.defaclacl::text as acl
    from pg_catalog.pg_default_acl def
    left join pg_catalog.pg_namespace nsp on nsp.oid = def.defaclnamespace
    order by 1, 2 nulls first, 3`,
};
