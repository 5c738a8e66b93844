-- silent
-- because: everything it names exists or is made by the statement itself: WITH, USING, VALUES, RETURNING, cursors, records.
create schema jobs;
create table jobs.queue (id bigint generated always as identity primary key, kind text not null, payload jsonb, state text not null default 'waiting',
  tries integer not null default 0, locked_at timestamptz);
create table jobs.dead (id bigint primary key, payload jsonb, reason text);
create materialized view jobs.totals as select state, count(*) as n from jobs.queue group by state;
create function jobs.take(p_kind text, p_limit integer default 10) returns setof jobs.queue
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  job jobs.queue;
  stale cursor (age interval) for select q.id from jobs.queue q where q.locked_at < now() - age;
  id bigint;
  moved integer;
begin
  for job in stale(interval '1 hour') loop
    update jobs.queue set state = 'waiting', locked_at = null where current of stale;
  end loop;
  with given_up as (
    delete from jobs.queue q using (values ('mail', 5), ('sync', 20)) as lim(kind, most) where q.kind = lim.kind and q.tries >= lim.most
    returning q.id, q.payload
  )
  insert into jobs.dead (id, payload, reason) select g.id, g.payload, 'tries' from given_up g
  on conflict (id) do update set reason = excluded.reason || ', ' || jobs.dead.reason;
  get diagnostics moved = row_count;
  if moved > 0 then
    perform pg_notify('dead', moved::text);
    refresh materialized view jobs.totals;
  end if;
  merge into jobs.dead as target using jobs.queue as source on target.id = source.id
  when matched then delete;
  return query
    update jobs.queue q set state = 'running', tries = q.tries + 1, locked_at = now()
    from (select c.id from jobs.queue c where c.kind = p_kind and c.state = 'waiting' order by c.id limit p_limit for update skip locked) picked
    where q.id = picked.id
    returning q.*;
end $$;
