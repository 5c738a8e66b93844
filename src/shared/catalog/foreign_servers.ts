import { z } from "zod";
import { type DeepReadonly, type Family, name } from "./family.ts";

const row = z.object({
  name,
  owner: name,
  wrapper: name,
  /** `name=value`. */
  options: z.array(z.string()),
});
/** A foreign server (`pg_foreign_server`); every role can read its options, those of user mappings are hidden. */
export type ForeignServer = DeepReadonly<z.infer<typeof row>>;

export const foreignServers: Family<ForeignServer> = {
  name: "foreign_servers",
  row,
  sql: () => `
    select
      srv.srvname as name,
      pg_catalog.pg_get_userbyid(srv.srvowner) as owner,
      wrap.fdwname as wrapper,
      coalesce(srv.srvoptions, '{}') as options
    from pg_catalog.pg_foreign_server srv
    join pg_catalog.pg_foreign_data_wrapper wrap on wrap.oid = srv.srvfdw
    order by srv.srvname`,
};
