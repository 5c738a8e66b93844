import { tableObjectRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { quoteIdent } from "../sql/ident.ts";

/** The word by which `alter`, `drop`, `grant` and `revoke` take the routine. */
export function routineWord(routine: Routine): "function" | "procedure" {
  return routine.kind === "procedure" ? "procedure" : "function";
}

/** `alter function schema.name(types) clause;` */
export function alterRoutine(routine: Routine, clause: string): string {
  return `alter ${routineWord(routine)} ${routine.signature} ${clause};`;
}

/** Whether only the server calls it, as a trigger: no client and no statement can. */
export function isTriggerRoutine(routine: Routine): boolean {
  return routine.return_type === "trigger" || routine.return_type === "event_trigger";
}

/** Role names as grant and revoke take them; `public` is a keyword there. */
export function roleList(grantees: readonly string[]): string {
  return grantees.map((role) => (role === "public" ? "public" : quoteIdent(role))).join(", ");
}

/** What in the catalog calls a routine, by identity. */
export interface RoutineUses {
  readonly policies: readonly string[];
  readonly triggers: readonly string[];
  readonly eventTriggers: readonly string[];
}

/** Policies, triggers and event triggers that call the routine. */
export function usesOf({ lookup, snapshot }: RuleInput, routine: Routine): RoutineUses {
  const named = (
    kind: "policy" | "trigger",
    entries: readonly { readonly name: string; readonly relation: number }[],
  ): string[] =>
    entries.flatMap(({ name, relation }) => {
      const table = lookup.relations.get(relation);
      return table === undefined ? [] : [tableObjectRef(kind, name, table).identity];
    });
  return {
    policies: named("policy", lookup.policiesByRoutine.get(routine.oid) ?? []),
    triggers: named("trigger", lookup.triggersByRoutine.get(routine.oid) ?? []),
    eventTriggers: snapshot.event_triggers
      .filter((trigger) => trigger.routine === routine.oid)
      .map((trigger) => quoteIdent(trigger.name)),
  };
}

/** At most three of the names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - 3;
  return rest > 0 ? `${names.slice(0, 3).join(", ")} and ${rest} more` : names.join(", ");
}
