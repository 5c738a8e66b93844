import { disabledConstraints } from "../catalog/disabled_constraints.ts";
import type { EventTrigger } from "../catalog/event_triggers.ts";
import { eventTriggerRef, qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { Trigger } from "../catalog/triggers.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { disabledVerdict } from "./disabled_verdict.ts";
import type { Rule } from "./rule.ts";

/** Triggers that exist and do not fire. */
export const triggerDisabled: Rule = {
  id: "trigger_disabled",
  title: "Trigger does not fire",
  summary:
    "A trigger or event trigger is disabled or fires only in a replication session, or the triggers by which Postgres enforces a foreign key or a deferrable unique or exclusion constraint are.",
  severity: "warn",
  category: "integrity",
  rationale:
    "A trigger that was switched off for an import and forgotten leaves the work it does undone: no audit row, no profile for the new user, no updated search column, and nothing says so. With `disable trigger all` the foreign keys of the table are off as well: they are still in the schema, and let every row through.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER",
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "constraints" },
    { family: "triggers" },
    { family: "event_triggers" },
    { family: "routines" },
  ],
  limits:
    "A foreign key whose triggers are off is an error, a trigger that fires only in a replication session is information. Triggers that partitions copy from their table are reported with the table. A session that runs with session_replication_role = replica fires no ordinary trigger either; the catalog does not show such sessions.",
  *check(input) {
    const off = new Map(
      input.snapshot.triggers.filter(isOff).map((trigger) => [trigger.oid, trigger] as const),
    );
    for (const trigger of off.values()) {
      if (trigger.parent !== null && off.has(trigger.parent)) continue;
      const relation = input.lookup.relations.get(trigger.relation);
      if (relation === undefined || !isUsers(input, trigger, relation)) continue;
      yield triggerVerdict(input, trigger, relation);
    }
    for (const disabled of disabledConstraints(input.snapshot.constraints)) {
      const relation = input.lookup.relations.get(disabled.constraint.relation);
      if (relation !== undefined && isUserObject(relation)) yield disabledVerdict(input, relation, disabled);
    }
    for (const trigger of input.snapshot.event_triggers) {
      if (!isOff(trigger) || trigger.extension !== null) continue;
      if (!isPlatformSchema(input.lookup.routines.get(trigger.routine)?.schema ?? "public"))
        yield eventTriggerVerdict(input, trigger);
    }
  },
};

function isOff({ enabled }: { readonly enabled: string }): boolean {
  return enabled === "D" || enabled === "R";
}

/** On a platform's table the user's triggers are those that run a function of the user, or a Database Webhook. */
function isUsers(input: RuleInput, trigger: Trigger, relation: Relation): boolean {
  if (trigger.extension !== null) return false;
  if (isUserObject(relation)) return true;
  const routine = input.lookup.routines.get(trigger.routine);
  return routine !== undefined && (isUserObject(routine) || routine.schema === "supabase_functions");
}

function triggerVerdict(input: RuleInput, trigger: Trigger, relation: Relation): Verdict {
  const object = tableObjectRef("trigger", trigger.name, relation);
  const table = qualified(relation);
  const name = quoteIdent(trigger.name);
  const runs = input.lookup.routines.get(trigger.routine)?.signature;
  return {
    object,
    ...severityOf(trigger),
    message: `Trigger ${object.identity} ${said(trigger)}${runs === undefined ? "" : `, so ${runs} does not run`}.`,
    evidence: {
      relation_kind: relation.kind,
      state: stateOf(trigger),
      ...(runs === undefined ? {} : { routine: runs }),
    },
    remediation: {
      sql: `alter table ${table}\n  enable trigger ${name};`,
      undo_sql: `alter table ${table}\n  ${trigger.enabled === "R" ? "enable replica" : "disable"} trigger ${name};`,
      safety: "review",
      note: "From then on every write runs its function again. What it left undone meanwhile stays undone: look for rows written while it was off. Drop the trigger where nobody needs it.",
    },
  };
}

function eventTriggerVerdict(input: RuleInput, trigger: EventTrigger): Verdict {
  const object = eventTriggerRef(trigger.name);
  const runs = input.lookup.routines.get(trigger.routine)?.signature;
  return {
    object,
    ...severityOf(trigger),
    message: `Event trigger ${object.identity} (${trigger.event}) ${said(trigger)}${runs === undefined ? "" : `, so ${runs} does not run`}.`,
    evidence: {
      event: trigger.event,
      state: stateOf(trigger),
      ...(runs === undefined ? {} : { routine: runs }),
    },
    remediation: {
      sql: `alter event trigger ${object.identity} enable;`,
      undo_sql: `alter event trigger ${object.identity} ${trigger.enabled === "R" ? "enable replica" : "disable"};`,
      safety: "review",
      note: "From then on every such command runs its function again; objects made while it was off were not seen by it. Drop the event trigger where nobody needs it.",
    },
  };
}

function severityOf({ enabled }: { readonly enabled: string }): Pick<Verdict, "severity"> {
  return enabled === "R" ? { severity: "info" } : {};
}

function stateOf({ enabled }: { readonly enabled: string }): string {
  return enabled === "R" ? "replica only" : "disabled";
}

function said({ enabled }: { readonly enabled: string }): string {
  return enabled === "R" ? "fires only in a replication session" : "is disabled";
}
