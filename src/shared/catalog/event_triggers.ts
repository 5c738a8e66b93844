import { z } from "zod";
import { type DeepReadonly, extension, extensionJoin, type Family, name, oid } from "./family.ts";

const row = z.object({
  oid,
  name,
  event: z.string(),
  routine: oid,
  enabled: z.string(),
  owner: name,
  extension,
});
/** An event trigger (`pg_event_trigger`). */
export type EventTrigger = DeepReadonly<z.infer<typeof row>>;

export const eventTriggers: Family<EventTrigger> = {
  name: "event_triggers",
  row,
  sql: () => `
    select
      evt.oid::int8 as oid,
      evt.evtname as name,
      evt.evtevent as event,
      evt.evtfoid::int8 as routine,
      evt.evtenabled as enabled,
      pg_catalog.pg_get_userbyid(evt.evtowner) as owner,
      member.extname as extension
    from pg_catalog.pg_event_trigger evt
    ${extensionJoin("pg_event_trigger", "evt.oid")}
    order by evt.evtname`,
};
