import { routineRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { pinnedPath, writeSearchPath } from "../facts/search_path.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { type DefinerUse, definerUse } from "./definer_use.ts";
import { rpcCallers } from "./routine_reach.ts";
import { alterRoutine, type RoutineUses, someOf, usesOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** SECURITY DEFINER routines that the configuration does not allow. */
export const securityDefinerFunction: Rule = {
  id: "security_definer_function",
  title: "Routine runs with its owner's rights",
  summary:
    "Every SECURITY DEFINER function and procedure that the configuration does not allow, by signature; the documented uses of one are recognised and reported as information.",
  severity: "warn",
  category: "routine",
  rationale:
    "The body runs as the routine's owner, on Supabase mostly `postgres`, to whom row level security does not apply: one missing test in it gives every caller every row. Each such routine is a door around the policies, so each wants a reason that somebody wrote down.",
  sources: [
    "https://supabase.com/docs/guides/database/functions#security-definer-vs-invoker",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#use-security-definer-functions",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
  ],
  scope: "shard",
  requires: [
    { family: "routines" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { family: "triggers" },
    { family: "policies" },
    { family: "event_triggers" },
    { exposed: true },
  ],
  reads: ["relations"],
  limits:
    "A use is recognised by what the catalog says of the routine, not by what its body does. Calls by views, by other routines and by cron jobs are not looked up.",
  check: findDefiners,
};

function* findDefiners(input: RuleInput): Iterable<Verdict> {
  for (const routine of input.snapshot.routines) {
    if (!routine.security_definer || !isUserObject(routine)) continue;
    const uses = usesOf(input, routine);
    const use = definerUse(input, routine, uses);
    const path = pinnedPath(routine);
    const isLegitimate = use !== undefined && path !== undefined;
    yield {
      object: routineRef(routine),
      severity: isLegitimate ? "info" : "warn",
      message: `${routine.signature} runs as ${routine.owner}${
        input.access.bypassesRls(routine.owner) ? ", past row level security" : ""
      }; ${reachOf(input, routine)}${use === undefined ? "" : `. It is ${use.what}`}${
        path === undefined ? ". Its search_path is the caller's" : ""
      }.`,
      evidence: {
        owner: routine.owner,
        owner_superuser: input.access.superuser(routine.owner),
        owner_bypasses_rls: input.access.bypassesRls(routine.owner),
        executors: [...input.access.executeGrantees(routine)],
        api_callers: [...rpcCallers(input, routine)],
        schema_exposed: input.exposed.schemas.includes(routine.schema),
        exposed_by: input.exposed.source,
        search_path: path === undefined ? null : writeSearchPath(path),
        use: use?.kind ?? null,
        policies: [...uses.policies],
        triggers: [...uses.triggers],
        event_triggers: [...uses.eventTriggers],
      },
      remediation: use === undefined ? invoker(routine, uses) : keep(routine, use),
    };
  }
}

function reachOf(input: RuleInput, routine: Routine): string {
  const callers = rpcCallers(input, routine);
  if (callers.length > 0) return `${callers.join(" and ")} can call it over the Data API`;
  if (routine.return_type === "trigger" || routine.return_type === "event_trigger") {
    return "only triggers can call it";
  }
  const executors = input.access.executeGrantees(routine);
  if (executors.length === 0) return "only its owner can call it";
  return `it is not reachable over the Data API; EXECUTE is held by ${someOf(executors)}`;
}

function invoker(routine: Routine, { policies, triggers }: RoutineUses): Remediation {
  if (policies.length > 0) {
    return {
      safety: "review",
      note: `Called by ${someOf([...policies, ...triggers])}: as its caller it would apply the policies of what it reads, and a policy that comes back to its own table so fills the stack. Move it to a schema that is not exposed, where policies go on calling it, or allow it in supawarden.config.json with a reason and an owner.`,
    };
  }
  return {
    sql: alterRoutine(routine, "security invoker"),
    undo_sql: alterRoutine(routine, "security definer"),
    safety: "review",
    note:
      triggers.length === 0
        ? "The body then has its caller's rights and row level security applies: callers need privileges on what it reads and writes. If it must stay as it is, allow it in supawarden.config.json with a reason and an owner."
        : `Called by ${someOf(triggers)}: in the caller's name they may be refused what they do now. If it must stay as it is, allow it in supawarden.config.json with a reason and an owner.`,
  };
}

function keep(routine: Routine, use: DefinerUse): Remediation {
  const todo =
    pinnedPath(routine) === undefined
      ? `Pin its path: ${alterRoutine(routine, "set search_path = ''")}`
      : "Nothing to repair.";
  return {
    safety: "review",
    note: `${todo} It is ${use.what}, for which SECURITY DEFINER is documented: allow it in supawarden.config.json under rules.security_definer_function.allow, with a reason and an owner.`,
  };
}
