import type { StandIn } from "./stand_in.ts";

const http: StandIn = {
  name: "http",
  version: "1.6",
  limits: "no request is sent, every answer is null",
  sql: `
create domain http_method as text;
create type http_header as (field varchar, value varchar);
create type http_request as (method http_method, uri varchar, headers http_header[], content_type varchar, content varchar);
create type http_response as (status integer, content_type varchar, headers http_header[], content varchar);
create function http(request @extschema@.http_request) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_header(field varchar, value varchar) returns http_header language sql as $body$ select row(field, value)::@extschema@.http_header $body$;
create function http_get(uri varchar) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_get(uri varchar, data jsonb) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_post(uri varchar, content varchar, content_type varchar) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_post(uri varchar, data jsonb) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_put(uri varchar, content varchar, content_type varchar) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_delete(uri varchar) returns http_response language sql as $body$ select null::@extschema@.http_response $body$;
create function http_set_curlopt(curlopt varchar, value varchar) returns boolean language sql as $body$ select true $body$;
create function urlencode(string varchar) returns text language sql as $body$ select string::text $body$;
`,
};

const pgjwt: StandIn = {
  name: "pgjwt",
  version: "0.2.0",
  requires: ["pgcrypto"],
  limits: "verify answers no row",
  sql: `
create function url_encode(data bytea) returns text language sql immutable as $body$
  select translate(encode(data, 'base64'), E'+/=\\n', '-_')
$body$;
create function url_decode(data text) returns bytea language sql immutable as $body$
  select decode(translate(data, '-_', '+/') || repeat('=', (4 - length(data) % 4) % 4), 'base64')
$body$;
create function sign(payload json, secret text, algorithm text default 'HS256') returns text language sql immutable as $body$
  select null::text
$body$;
create function verify(token text, secret text, algorithm text default 'HS256')
returns table (header json, payload json, valid boolean) language sql immutable as $body$
  select null::json, null::json, false where false
$body$;
`,
};

const moddatetime: StandIn = {
  name: "moddatetime",
  version: "1.0",
  limits: "the column is set by PL/pgSQL, not by C",
  sql: `
create function moddatetime() returns trigger language plpgsql as $body$
begin
  new := jsonb_populate_record(new, jsonb_build_object(tg_argv[0], now()));
  return new;
end
$body$;
`,
};

const statements: StandIn = {
  name: "pg_stat_statements",
  version: "1.10",
  limits: "nothing is counted",
  sql: `
create view pg_stat_statements as
  select null::oid as userid, null::oid as dbid, null::boolean as toplevel, null::bigint as queryid, null::text as query,
    null::bigint as plans, null::double precision as total_plan_time, null::bigint as calls,
    null::double precision as total_exec_time, null::double precision as min_exec_time, null::double precision as max_exec_time,
    null::double precision as mean_exec_time, null::double precision as stddev_exec_time, null::bigint as rows,
    null::bigint as shared_blks_hit, null::bigint as shared_blks_read
  where false;
create function pg_stat_statements_reset(userid oid default 0, dbid oid default 0, queryid bigint default 0)
returns void language sql as $body$ select $body$;
`,
};

const jsonSchema: StandIn = {
  name: "pg_jsonschema",
  version: "0.3.3",
  limits: "every document matches every schema",
  sql: `
create function json_matches_schema(schema json, instance json) returns boolean language sql immutable as $body$ select true $body$;
create function jsonb_matches_schema(schema json, instance jsonb) returns boolean language sql immutable as $body$ select true $body$;
create function jsonschema_is_valid(schema json) returns boolean language sql immutable as $body$ select true $body$;
create function jsonschema_validation_errors(schema json, instance json) returns text[] language sql immutable as $body$ select '{}'::text[] $body$;
`,
};

const hypopg: StandIn = {
  name: "hypopg",
  version: "1.4.1",
  limits: "no index is imagined",
  sql: `
create function hypopg_create_index(sql_order text, out indexrelid oid, out indexname text) returns setof record
language sql as $body$ select null::oid, null::text where false $body$;
create function hypopg_reset() returns void language sql as $body$ select $body$;
`,
};

const plpgsqlCheck: StandIn = {
  name: "plpgsql_check",
  version: "2.7",
  limits: "no function is judged",
  sql: `
create function plpgsql_check_function(funcoid regprocedure, relid regclass default 0, format text default 'text')
returns setof text language sql as $body$ select null::text where false $body$;
`,
};

/** Extensions whose objects a migration hardly ever names: `create extension` itself must pass. */
const NAME_ONLY: readonly (readonly [name: string, version: string])[] = [
  ["autoinc", "1.0"],
  ["index_advisor", "0.2.0"],
  ["insert_username", "1.0"],
  ["pg_buffercache", "1.5"],
  ["pg_freespacemap", "1.2"],
  ["pg_prewarm", "1.2"],
  ["pg_repack", "1.5.2"],
  ["pg_stat_monitor", "2.1"],
  ["pg_tle", "1.4.0"],
  ["pg_visibility", "1.2"],
  ["pg_walinspect", "1.1"],
  ["pgaudit", "17.0"],
  ["pgrowlocks", "1.2"],
  ["pgstattuple", "1.5"],
  ["refint", "1.0"],
  ["sslinfo", "1.2"],
  ["xml2", "1.1"],
  ["wrappers", "0.5.3"],
];

/** Stand-ins of a few objects each. */
export const SMALL_STAND_INS: readonly StandIn[] = [
  http,
  pgjwt,
  moddatetime,
  statements,
  jsonSchema,
  hypopg,
  plpgsqlCheck,
  ...NAME_ONLY.map(([name, version]) => ({ name, version, limits: "it has no objects", sql: "" })),
];
