import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import { isUserObject } from "../catalog/scope.ts";
import { createCauseFinder } from "./default_grants.ts";
import { revokeFromApi } from "./relation_revoke.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Finds materialized views that the Data API serves. */
export const materializedViewInApi: Rule = {
  id: "materialized_view_in_api",
  title: "Materialized view served by the API",
  summary:
    "Looks for materialized views of an exposed schema that anon or authenticated can read, as a whole or some columns of them.",
  severity: "warn",
  category: "exposure",
  rationale:
    "Row level security cannot be enabled on a materialized view. It holds what its owner saw at the last refresh, past the policies of every table below, so whoever may read it reads the rows of all users. Default privileges open a new one to both roles of the API without anybody having said so.",
  sources: [
    "splinter 0016_materialized_view_in_api",
    "https://www.postgresql.org/docs/current/sql-creatematerializedview.html",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "view_dependencies" },
    { role: "anon" },
    { role: "authenticated" },
    { exposed: true },
  ],
  reads: ["default_privileges"],
  live: "findings",
  limits:
    "Whether its rows are meant for everybody (a public ranking, say) the rule cannot know: accept the finding then. Unlike splinter it sees grants on single columns, and it is silent where the role lacks USAGE on the schema, since the API then refuses every request.",
  *check(input) {
    const causeOf = createCauseFinder(input);
    const below = groupBy(input.snapshot.view_dependencies, (dependency) => dependency.view);
    for (const view of input.snapshot.relations) {
      if (view.kind !== "materialized view" || !isUserObject(view)) continue;
      const roles = [...apiReach(input.snapshot, view, input.exposed)].flatMap(([role, privileges]) =>
        privileges.includes("select") ? [role] : [],
      );
      if (roles.length === 0) continue;
      const reads = (below.get(view.oid) ?? []).flatMap(
        ({ relation }) => input.lookup.relations.get(relation) ?? [],
      );
      const guarded = reads.filter((relation) => relation.rls_enabled);
      yield {
        object: schemaObjectRef("relation", view),
        message: `${roles.join(" and ")} can read every row of materialized view ${qualified(view)} over the API${
          guarded.length === 0
            ? ""
            : `, also those that the row level security of ${someOf(guarded.map(qualified))} hides`
        }.`,
        evidence: {
          kind: view.kind,
          roles,
          owner: view.owner,
          reads: reads.map((relation) => ({
            relation: qualified(relation),
            rls_enabled: relation.rls_enabled,
          })),
          exposed_by: input.exposed.source,
          estimated_rows: view.estimated_rows,
        },
        remediation: revokeFromApi(input, view, {
          roles,
          privileges: ["select"],
          note: `Requests of ${roles.join(" and ")} for it fail afterwards, and views with security_invoker that read it. Where users should see their own rows of it, put it into a schema that is not exposed, behind a function or a view that limits the rows.`,
        }),
        ...causeOf(view, { roles, privileges: ["select"] }),
      };
    }
  },
};
