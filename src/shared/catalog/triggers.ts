import { z } from "zod";
import {
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
  within,
} from "./family.ts";

const row = z.object({
  oid,
  relation: oid,
  name,
  routine: oid,
  /** `O` fires (origin), `D` disabled, `R` replica only, `A` always. */
  enabled: z.string(),
  /** The constants it passes to the routine, each in a line, bytes beyond ASCII escaped; `null` where there are none. */
  arguments: z.string().nullable(),
  /** Copied from the partitioned table's trigger. */
  inherited: z.boolean(),
  /** That trigger of the partitioned table. */
  parent: oid.nullable(),
  /** Names of the transition tables; absent from a snapshot of a version that did not read them. */
  old_table: name.nullable().optional(),
  new_table: name.nullable().optional(),
  extension,
});
/** A table trigger that a user made (`pg_trigger`, internal ones left out). */
export type Trigger = DeepReadonly<z.infer<typeof row>>;

export const triggers: Family<Trigger> = {
  name: "triggers",
  row,
  sql: ({ scope }) => `
    select
      trg.oid::int8 as oid,
      trg.tgrelid::int8 as relation,
      trg.tgname as name,
      trg.tgfoid::int8 as routine,
      trg.tgenabled as enabled,
      case
        when trg.tgnargs > 0 then
          pg_catalog.replace(pg_catalog.encode(trg.tgargs, 'escape'), '\\000', pg_catalog.chr(10))
      end as arguments,
      trg.tgparentid <> 0 as inherited,
      nullif(trg.tgparentid, 0)::int8 as parent,
      trg.tgoldtable as old_table,
      trg.tgnewtable as new_table,
      member.extname as extension
    from pg_catalog.pg_trigger trg
    join pg_catalog.pg_class rel on rel.oid = trg.tgrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    ${extensionJoin("pg_trigger", "trg.oid")}
    where not trg.tgisinternal
      and ${NOT_SYSTEM_SCHEMA}
      and (${within(scope?.whole, "trg.tgrelid")} or ${within(scope?.triggers, "trg.oid")})
    order by nsp.nspname, rel.relname, trg.tgname`,
};
