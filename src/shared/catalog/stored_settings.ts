import { z } from "zod";
import { type DeepReadonly, type Family, name } from "./family.ts";

const row = z.object({
  /** `null`: the setting holds for every role. */
  role: name.nullable(),
  /** Holds in this database only, whatever the role. */
  here: z.boolean(),
  name: z.string(),
  value: z.string(),
});
/** A setting kept with a role, with this database or with both (`pg_db_role_setting`); every role can read it. */
export type StoredSetting = DeepReadonly<z.infer<typeof row>>;

export const storedSettings: Family<StoredSetting> = {
  name: "stored_settings",
  row,
  sql: () => `
    select
      rol.rolname as role,
      own.setdatabase <> 0 as here,
      pg_catalog.split_part(setting.text, '=', 1) as name,
      pg_catalog.substr(setting.text, pg_catalog.strpos(setting.text, '=') + 1) as value
    from pg_catalog.pg_db_role_setting own
    cross join pg_catalog.unnest(own.setconfig) as setting(text)
    left join pg_catalog.pg_roles rol on rol.oid = own.setrole
    where own.setdatabase in (
        0,
        (select dat.oid from pg_catalog.pg_database dat where dat.datname = pg_catalog.current_database())
      )
      and (own.setrole = 0 or rol.oid is not null)
    order by rol.rolname nulls first, own.setdatabase, setting.text`,
};
