import { z } from "zod";
import { type DeepReadonly, type Family, name, oid } from "./family.ts";

const row = z.object({
  oid,
  name,
  superuser: z.boolean(),
  inherit: z.boolean(),
  login: z.boolean(),
  create_role: z.boolean(),
  create_database: z.boolean(),
  replication: z.boolean(),
  bypass_rls: z.boolean(),
  /** Settings of the role for every database and for this one, for example `pgrst.db_schemas=public`. */
  config: z.array(z.string()),
});
/** A role (`pg_roles`; passwords are never read). */
export type Role = DeepReadonly<z.infer<typeof row>>;

export const roles: Family<Role> = {
  name: "roles",
  row,
  sql: () => `
    select
      rol.oid::int8 as oid,
      rol.rolname as name,
      rol.rolsuper as superuser,
      rol.rolinherit as inherit,
      rol.rolcanlogin as login,
      rol.rolcreaterole as create_role,
      rol.rolcreatedb as create_database,
      rol.rolreplication as replication,
      rol.rolbypassrls as bypass_rls,
      array(
        select setting.value
        from pg_catalog.pg_db_role_setting own
        cross join pg_catalog.unnest(own.setconfig) with ordinality as setting(value, position)
        where own.setrole = rol.oid
          and own.setdatabase in (
            0,
            (select dat.oid from pg_catalog.pg_database dat where dat.datname = pg_catalog.current_database())
          )
        order by own.setdatabase, setting.position
      ) as config
    from pg_catalog.pg_roles rol
    order by rol.rolname`,
};
