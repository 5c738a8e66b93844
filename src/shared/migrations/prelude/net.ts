import type { StandIn } from "./stand_in.ts";

/** pg_net: requests are queued in `net.http_request_queue`. */
export const net: StandIn = {
  name: "pg_net",
  version: "0.20.0",
  limits: "requests are queued and never sent",
  sql: `
create schema net;
create domain net.http_method as text check (value ilike 'get' or value ilike 'post' or value ilike 'delete');
create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);
create sequence net.http_request_queue_id_seq;
create unlogged table net.http_request_queue (
  id bigint not null default nextval('net.http_request_queue_id_seq'),
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);
create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index _http_response_created_idx on net._http_response (created);
create function net.http_get(
  url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000
) returns bigint language sql as $body$
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  values ('GET', url, headers, timeout_milliseconds)
  returning id
$body$;
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}', timeout_milliseconds integer default 5000
) returns bigint language sql as $body$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('POST', url, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id
$body$;
create function net.http_delete(
  url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000, body jsonb default null
) returns bigint language sql as $body$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('DELETE', url, headers, convert_to(body::text, 'UTF8'), timeout_milliseconds)
  returning id
$body$;
create function net._http_collect_response(request_id bigint, async boolean default true)
returns net.http_response_result language sql as $body$
  select row(
    case when res.error_msg is not null then 'ERROR' when res.id is null then 'PENDING' else 'SUCCESS' end::net.request_status,
    res.error_msg,
    row(res.status_code, res.headers, res.content)::net.http_response
  )::net.http_response_result
  from (select request_id as wanted) req
  left join net._http_response res on res.id = req.wanted
$body$;
grant all on all tables in schema net to public;
grant all on all sequences in schema net to public;
grant usage on schema net to supabase_functions_admin, postgres, anon, authenticated, service_role;
`,
};
