import { definersCallableBy } from "./routine_reach.ts";
import type { Rule } from "./rule.ts";

/** SECURITY DEFINER routines that `authenticated` can call as an RPC. */
export const authenticatedSecurityDefinerFunctionExecutable: Rule = {
  id: "authenticated_security_definer_function_executable",
  title: "Every signed-in user can call a SECURITY DEFINER routine",
  summary:
    "SECURITY DEFINER functions and procedures of an exposed schema on which `authenticated` has EXECUTE, by name, through PUBLIC or through a role it inherits.",
  severity: "warn",
  category: "routine",
  rationale:
    "The routine runs with its owner's rights, which on Supabase go past row level security. Whoever calls it after signing up reads and writes what its body reads and writes, for any row its arguments name. A new routine is open by default: Postgres grants EXECUTE to PUBLIC, and Supabase's default privileges to each role of the API, so that a revoke from one of them alone closes nothing.",
  sources: [
    "splinter 0029_authenticated_security_definer_function_executable",
    "https://supabase.com/docs/guides/database/functions#security-definer-vs-invoker",
  ],
  scope: "shard",
  requires: [
    { family: "routines" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { role: "authenticated" },
    { exposed: true },
  ],
  reads: ["relations", "policies", "triggers", "event_triggers", "default_privileges"],
  limits:
    "Trigger and event trigger functions are left out, which no client can call, and so are members of extensions and routines of a schema on which authenticated has no USAGE; splinter reports all three. Whether the body tests the caller itself is not judged: allow the routine in the configuration when it does.",
  check: (input) => definersCallableBy(input, "authenticated"),
};
