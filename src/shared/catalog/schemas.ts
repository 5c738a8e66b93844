import { z } from "zod";
import {
  acl,
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
} from "./family.ts";

const row = z.object({ oid, name, owner: name, acl, extension });
/** A schema (`pg_namespace`). */
export type Schema = DeepReadonly<z.infer<typeof row>>;

export const schemas: Family<Schema> = {
  name: "schemas",
  row,
  sql: () => `
    select
      nsp.oid::int8 as oid,
      nsp.nspname as name,
      pg_catalog.pg_get_userbyid(nsp.nspowner) as owner,
      nsp.nspacl::text as acl,
      member.extname as extension
    from pg_catalog.pg_namespace nsp
    ${extensionJoin("pg_namespace", "nsp.oid")}
    where ${NOT_SYSTEM_SCHEMA}
    order by nsp.nspname`,
};
