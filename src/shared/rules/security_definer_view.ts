import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { isInvokerView } from "./invoker_view.ts";
import { missingApiRoles } from "./missing_roles.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Views in the API that read their tables with their owner's rights. */
export const securityDefinerView: Rule = {
  id: "security_definer_view",
  title: "View reads with its owner's rights",
  summary:
    "Views of an exposed schema that `anon` or `authenticated` can use and that do not have `security_invoker` on.",
  severity: "error",
  category: "routine",
  rationale:
    "Without `security_invoker` Postgres tests privileges and row policies against the view's owner, on Supabase mostly `postgres`, who goes past row level security. Whoever may use the view sees every row of the tables below, and where the view is simple enough to be updatable, changes them.",
  sources: [
    "splinter 0010_security_definer_view",
    "https://supabase.com/docs/guides/database/postgres/row-level-security#views",
    "https://www.postgresql.org/docs/current/sql-createview.html",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { exposed: true },
  ],
  reads: ["view_dependencies"],
  limits:
    "Materialized views are another rule's, since they have no such option. splinter reports two kinds of view that are left out here: one in a schema on which the role has no USAGE, and one whose security_invoker is on but written as a beginning of `true` or `yes`, which Postgres takes as well. A view whose owner is subject to the policies of its tables is reported too: it still answers for its owner. Severity is `warn` where nothing below the view has row level security.",
  check: findViews,
};

function* findViews(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  yield* missingApiRoles(input);
  const below = groupBy(input.snapshot.view_dependencies, (dependency) => dependency.view);
  for (const view of input.snapshot.relations) {
    if (view.kind !== "view" || !isUserObject(view) || isInvokerView(view)) continue;
    const reach = apiReach(input.snapshot, view, input.exposed);
    if (reach.size === 0) continue;
    const tables = (below.get(view.oid) ?? []).flatMap(
      ({ relation }) => input.lookup.relations.get(relation) ?? [],
    );
    const isGuarded = tables.some((table) => table.rls_enabled || table.kind === "view");
    const roles = [...reach.keys()].join(" and ");
    yield {
      object: schemaObjectRef("relation", view),
      severity: isGuarded ? "error" : "warn",
      message: `${qualified(view)} answers ${roles} with the rights of ${view.owner}${
        input.access.bypassesRls(view.owner) ? ", past row level security" : ""
      }${tables.length === 0 ? "" : `; it reads ${someOf(tables.map(qualified))}`}.`,
      evidence: {
        owner: view.owner,
        owner_bypasses_rls: input.access.bypassesRls(view.owner),
        reach: Object.fromEntries([...reach].map(([role, privileges]) => [role, [...privileges]])),
        exposed_by: input.exposed.source,
        reads: tables.map((table) => ({ relation: qualified(table), rls_enabled: table.rls_enabled })),
      },
      remediation: {
        sql: `alter view ${qualified(view)} set (security_invoker = true);`,
        undo_sql: undo(view),
        safety: "review",
        note: `${roles} then need privileges on what the view reads, and the policies there decide which rows it shows. A view that is meant to show more belongs in a schema that is not exposed.`,
      },
    };
  }
}

function undo(view: Relation): string {
  const written = view.options.some((option) => option.startsWith("security_invoker="));
  return `alter view ${qualified(view)} ${written ? "set (security_invoker = false)" : "reset (security_invoker)"};`;
}
