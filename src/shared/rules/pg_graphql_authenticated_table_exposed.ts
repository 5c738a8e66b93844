import { servedByGraphql } from "./graphql_exposure.ts";
import { GRAPHQL_LIMITS, GRAPHQL_NEEDS } from "./graphql_service.ts";
import type { Rule } from "./rule.ts";

/** Finds relations that GraphQL shows to every signed-in user. */
export const pgGraphqlAuthenticatedTableExposed: Rule = {
  id: "pg_graphql_authenticated_table_exposed",
  title: "Relation in the GraphQL schema of every user",
  summary:
    "Looks for tables, views, materialized views and foreign tables that pg_graphql shows to authenticated, which may select them as a whole or some columns of them.",
  severity: "warn",
  category: "exposure",
  rationale:
    "Most projects let anybody sign up, so what every user may see a stranger sees after a minute. pg_graphql lists each relation that authenticated may select, with its columns and relationships, whatever row level security hides of the rows; internal tables that no screen shows are on that list.",
  sources: [
    "splinter 0027_pg_graphql_authenticated_table_exposed",
    "https://supabase.github.io/pg_graphql/security/",
  ],
  scope: "shard",
  requires: [...GRAPHQL_NEEDS, { role: "authenticated" }],
  reads: ["default_privileges"],
  limits: GRAPHQL_LIMITS,
  check: (input) => servedByGraphql(input, "authenticated"),
};
