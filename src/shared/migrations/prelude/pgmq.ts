import type { StandIn } from "./stand_in.ts";

/** pgmq: queues are real tables `pgmq.q_<name>` and `pgmq.a_<name>`, as its own functions make them. */
export const pgmq: StandIn = {
  name: "pgmq",
  version: "1.5.1",
  schema: "pgmq",
  limits: "partitioned queues are plain, polling does not wait",
  sql: `
create table @extschema@.meta (
  queue_name varchar not null unique,
  is_partitioned boolean not null,
  is_unlogged boolean not null,
  created_at timestamptz not null default now()
);
create type @extschema@.message_record as (
  msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb, headers jsonb
);
create type @extschema@.queue_record as (queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz);
create type @extschema@.metrics_result as (
  queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer, total_messages bigint,
  scrape_time timestamptz, queue_visible_length bigint
);
create function @extschema@._make(queue_name text, is_unlogged boolean) returns void language plpgsql as $body$
declare
  kind text := case when is_unlogged then 'unlogged' else '' end;
  queue text := 'q_' || lower(queue_name);
  archive text := 'a_' || lower(queue_name);
begin
  if length(queue_name) > 47 then
    raise exception 'queue name is too long, maximum length is 47 characters';
  end if;
  execute format('create %s table if not exists @extschema@.%I (msg_id bigint primary key generated always as identity, '
    'read_ct integer not null default 0, enqueued_at timestamptz not null default now(), vt timestamptz not null, message jsonb, headers jsonb)', kind, queue);
  execute format('create table if not exists @extschema@.%I (msg_id bigint primary key, read_ct integer not null default 0, '
    'enqueued_at timestamptz not null default now(), archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb, headers jsonb)', archive);
  execute format('create index if not exists %I on @extschema@.%I (vt asc)', queue || '_vt_idx', queue);
  execute format('create index if not exists %I on @extschema@.%I (archived_at)', 'archived_at_idx_' || lower(queue_name), archive);
  insert into @extschema@.meta values (_make.queue_name, false, _make.is_unlogged) on conflict do nothing;
end
$body$;
create function @extschema@."create"(queue_name text) returns void language sql as $body$ select @extschema@._make(queue_name, false) $body$;
create function @extschema@.create_non_partitioned(queue_name text) returns void language sql as $body$ select @extschema@._make(queue_name, false) $body$;
create function @extschema@.create_unlogged(queue_name text) returns void language sql as $body$ select @extschema@._make(queue_name, true) $body$;
create function @extschema@.create_partitioned(
  queue_name text, partition_interval text default '10000', retention_interval text default '100000'
) returns void language sql as $body$ select @extschema@._make(queue_name, false) $body$;
create function @extschema@.drop_queue(queue_name text) returns boolean language plpgsql as $body$
begin
  execute format('drop table if exists @extschema@.%I, @extschema@.%I', 'q_' || lower(queue_name), 'a_' || lower(queue_name));
  delete from @extschema@.meta mta where mta.queue_name = drop_queue.queue_name;
  return found;
end
$body$;
create function @extschema@.send(queue_name text, msg jsonb, headers jsonb, delay integer) returns setof bigint language plpgsql as $body$
begin
  return query execute format('insert into @extschema@.%I (vt, message, headers) values (clock_timestamp() + make_interval(secs => $1), $2, $3) returning msg_id',
    'q_' || lower(queue_name)) using delay, msg, headers;
end
$body$;
create function @extschema@.send(queue_name text, msg jsonb) returns setof bigint language sql as $body$
  select * from @extschema@.send(queue_name, msg, null::jsonb, 0)
$body$;
create function @extschema@.send(queue_name text, msg jsonb, delay integer) returns setof bigint language sql as $body$
  select * from @extschema@.send(queue_name, msg, null::jsonb, delay)
$body$;
create function @extschema@.send(queue_name text, msg jsonb, headers jsonb) returns setof bigint language sql as $body$
  select * from @extschema@.send(queue_name, msg, headers, 0)
$body$;
create function @extschema@.send_batch(queue_name text, msgs jsonb[], delay integer default 0) returns setof bigint language sql as $body$
  select @extschema@.send(queue_name, msg, null::jsonb, delay) from unnest(msgs) msg
$body$;
create function @extschema@.read(queue_name text, vt integer, qty integer, conditional jsonb default '{}')
returns setof @extschema@.message_record language plpgsql as $body$
begin
  return query execute format('with picked as (select msg_id from @extschema@.%1$I where vt <= clock_timestamp() and message @> $3 '
    'order by msg_id limit $2 for update skip locked) '
    'update @extschema@.%1$I que set vt = clock_timestamp() + make_interval(secs => $1), read_ct = read_ct + 1 from picked '
    'where que.msg_id = picked.msg_id returning que.msg_id, que.read_ct, que.enqueued_at, que.vt, que.message, que.headers',
    'q_' || lower(queue_name)) using vt, qty, conditional;
end
$body$;
create function @extschema@.read_with_poll(
  queue_name text, vt integer, qty integer, max_poll_seconds integer default 5, poll_interval_ms integer default 100, conditional jsonb default '{}'
) returns setof @extschema@.message_record language sql as $body$ select * from @extschema@.read(queue_name, vt, qty, conditional) $body$;
create function @extschema@.pop(queue_name text) returns setof @extschema@.message_record language plpgsql as $body$
begin
  return query execute format('delete from @extschema@.%1$I where msg_id = (select msg_id from @extschema@.%1$I where vt <= clock_timestamp() '
    'order by msg_id limit 1 for update skip locked) returning msg_id, read_ct, enqueued_at, vt, message, headers', 'q_' || lower(queue_name));
end
$body$;
create function @extschema@.delete(queue_name text, msg_ids bigint[]) returns setof bigint language plpgsql as $body$
begin
  return query execute format('delete from @extschema@.%I where msg_id = any ($1) returning msg_id', 'q_' || lower(queue_name)) using msg_ids;
end
$body$;
create function @extschema@.delete(queue_name text, msg_id bigint) returns boolean language sql as $body$
  select exists (select from @extschema@.delete(queue_name, array[msg_id]))
$body$;
create function @extschema@.archive(queue_name text, msg_ids bigint[]) returns setof bigint language plpgsql as $body$
begin
  return query execute format('with gone as (delete from @extschema@.%I where msg_id = any ($1) returning msg_id, vt, read_ct, enqueued_at, message, headers) '
    'insert into @extschema@.%I (msg_id, vt, read_ct, enqueued_at, message, headers) select * from gone returning msg_id',
    'q_' || lower(queue_name), 'a_' || lower(queue_name)) using msg_ids;
end
$body$;
create function @extschema@.archive(queue_name text, msg_id bigint) returns boolean language sql as $body$
  select exists (select from @extschema@.archive(queue_name, array[msg_id]))
$body$;
create function @extschema@.set_vt(queue_name text, msg_id bigint, vt integer) returns setof @extschema@.message_record language plpgsql as $body$
begin
  return query execute format('update @extschema@.%I set vt = clock_timestamp() + make_interval(secs => $2) where msg_id = $1 '
    'returning msg_id, read_ct, enqueued_at, vt, message, headers', 'q_' || lower(queue_name)) using msg_id, vt;
end
$body$;
create function @extschema@.purge_queue(queue_name text) returns bigint language plpgsql as $body$
declare
  gone bigint;
begin
  execute format('delete from @extschema@.%I', 'q_' || lower(queue_name));
  get diagnostics gone = row_count;
  return gone;
end
$body$;
create function @extschema@.list_queues() returns setof @extschema@.queue_record language sql as $body$ select mta.* from @extschema@.meta mta $body$;
create function @extschema@.metrics(queue_name text) returns @extschema@.metrics_result language plpgsql as $body$
declare
  answer @extschema@.metrics_result;
begin
  execute format('select $1, count(*), extract(epoch from now() - max(enqueued_at))::integer, extract(epoch from now() - min(enqueued_at))::integer, '
    'coalesce(max(msg_id), 0), now(), count(*) filter (where vt <= now()) from @extschema@.%I', 'q_' || lower(queue_name)) using queue_name into answer;
  return answer;
end
$body$;
create function @extschema@.metrics_all() returns setof @extschema@.metrics_result language sql as $body$
  select @extschema@.metrics(mta.queue_name) from @extschema@.meta mta
$body$;
`,
};
