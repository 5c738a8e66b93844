import type { StandIn } from "./stand_in.ts";

/** pg_graphql, off by default in projects since May 2026. */
export const graphql: StandIn = {
  name: "pg_graphql",
  version: "1.5.11",
  schema: "graphql",
  limits: "queries answer null",
  sql: `
create function @extschema@.resolve(query text, variables jsonb default '{}', "operationName" text default null, extensions jsonb default null)
returns jsonb language sql as $body$ select null::jsonb $body$;
create function @extschema@.get_schema_version() returns integer language sql stable as $body$ select 1 $body$;
create function @extschema@.comment_directive(comment_ text) returns jsonb language sql immutable as $body$ select '{}'::jsonb $body$;
grant usage on schema @extschema@ to postgres, anon, authenticated, service_role;
`,
};

/** Schemas `graphql` and `graphql_public`, the second with the function the Data API calls. */
export function graphqlSql(): string {
  return `
create schema if not exists graphql authorization supabase_admin;
create schema if not exists graphql_public authorization supabase_admin;
create or replace function graphql_public.graphql(
  "operationName" text default null, query text default null, variables jsonb default null, extensions jsonb default null
) returns jsonb language sql as $body$
  select jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('message', 'pg_graphql extension is not enabled.')))
$body$;
grant usage on schema graphql, graphql_public to postgres, anon, authenticated, service_role;
`;
}
