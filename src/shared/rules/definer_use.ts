import { qualified } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { RoutineUses } from "./routine_sql.ts";

/** A use for which Supabase's documentation has SECURITY DEFINER. */
export interface DefinerUse {
  readonly kind: "auth_users_trigger" | "event_trigger" | "policy_helper" | "pre_request" | "auth_hook";
  /** Goes on from "It is". */
  readonly what: string;
}

/** The documented use of a routine, as far as the catalog shows one. */
export function definerUse(input: RuleInput, routine: Routine, uses: RoutineUses): DefinerUse | undefined {
  const { lookup, access, exposed } = input;
  if (routine.return_type === "event_trigger" && uses.eventTriggers.length > 0) {
    return { kind: "event_trigger", what: "the function of an event trigger" };
  }
  const tables = (lookup.triggersByRoutine.get(routine.oid) ?? []).map((trigger) =>
    lookup.relations.get(trigger.relation),
  );
  if (tables.length > 0 && tables.every((table) => table?.schema === "auth" && table.name === "users")) {
    return { kind: "auth_users_trigger", what: "the function of a trigger on auth.users" };
  }
  if (uses.policies.length > 0 && !exposed.schemas.includes(routine.schema)) {
    return {
      kind: "policy_helper",
      what: "a helper of policies in a schema that is not exposed",
    };
  }
  if (preRequestNames(input).has(qualified(routine)) && routine.argument_types.length === 0) {
    return { kind: "pre_request", what: "the Data API's pre-request function" };
  }
  const executors = access.executeGrantees(routine);
  if (executors.length === 1 && executors[0] === "supabase_auth_admin") {
    return { kind: "auth_hook", what: "a hook that only Supabase Auth can call" };
  }
  return undefined;
}

/** `pgrst.db_pre_request` names a function, in schema public unless it says otherwise. */
function preRequestNames({ lookup }: RuleInput): ReadonlySet<string> {
  const prefix = "pgrst.db_pre_request=";
  const setting = lookup.roles.get("authenticator")?.config.findLast((entry) => entry.startsWith(prefix));
  if (setting === undefined) return new Set();
  const text = setting.slice(prefix.length).trim();
  return new Set([text, `public.${text}`]);
}
