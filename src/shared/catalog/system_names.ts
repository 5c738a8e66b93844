import { z } from "zod";
import { type DeepReadonly, type Family, name } from "./family.ts";

const row = z.object({
  /** The embedded server, which has stand-ins for extensions it was not compiled with. */
  embedded: z.boolean(),
  /** Names of pg_catalog's functions, each once. */
  routines: z.array(name),
  /** Names of pg_catalog's types, arrays left out. */
  types: z.array(name),
});
/** What the server itself brings along, by name: one row. Everything else is read of the user's schemas alone. */
export type SystemNames = DeepReadonly<z.infer<typeof row>>;

export const systemNames: Family<SystemNames> = {
  name: "system_names",
  row,
  sql: () => `
    select
      pg_catalog.version() like '%Emscripten%' as embedded,
      array(
        select distinct pro.proname
        from pg_catalog.pg_proc pro
        where pro.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
        order by pro.proname
      ) as routines,
      array(
        select typ.typname
        from pg_catalog.pg_type typ
        where typ.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
          and typ.typcategory <> 'A'
        order by typ.typname
      ) as types`,
};
