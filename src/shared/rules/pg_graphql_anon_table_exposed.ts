import { servedByGraphql } from "./graphql_exposure.ts";
import { GRAPHQL_LIMITS, GRAPHQL_NEEDS } from "./graphql_service.ts";
import type { Rule } from "./rule.ts";

/** Finds relations that GraphQL shows to everybody. */
export const pgGraphqlAnonTableExposed: Rule = {
  id: "pg_graphql_anon_table_exposed",
  title: "Relation in the GraphQL schema of everybody",
  summary:
    "Looks for tables, views, materialized views and foreign tables that pg_graphql shows to anon, which may select them as a whole or some columns of them.",
  severity: "warn",
  category: "exposure",
  rationale:
    "pg_graphql answers what the caller's grants allow. One introspection query with the public key lists every relation that anon may select, with its columns and relationships, whatever row level security hides of the rows: a map of the database for whoever looks for the weak place.",
  sources: ["splinter 0026_pg_graphql_anon_table_exposed", "https://supabase.github.io/pg_graphql/security/"],
  scope: "shard",
  requires: [...GRAPHQL_NEEDS, { role: "anon" }],
  reads: ["default_privileges"],
  limits: GRAPHQL_LIMITS,
  check: (input) => servedByGraphql(input, "anon"),
};
