-- The new arguments have defaults: calls with the old ones are ambiguous.
-- expect warn: public.match_notes(text,integer)
create function public.match_notes(query text, match_count integer) returns setof text
language sql set search_path = '' as 'select query';
create function public.match_notes(query text, match_count integer, filter jsonb default '{}') returns setof text
language sql set search_path = '' as 'select query';

-- The newer one can be called without arguments too.
-- expect warn: public.latest()
create function public.latest() returns integer language sql set search_path = '' as 'select 1';
create function public.latest(n integer default 1) returns integer language sql set search_path = '' as 'select n';

-- An argument came in between; the body was copied.
-- expect info: public.score(uuid,integer)
create function public.score(p_agent uuid, p_limit integer) returns void
language plpgsql set search_path = '' as $$
begin
  update public.agents agt
  set score = agt.score + 1, updated_at = now()
  where agt.id = p_agent and agt.active
  returning agt.id, agt.score limit_reached;
end
$$;
create function public.score(p_agent uuid, p_threshold double precision, p_limit integer) returns void
language plpgsql set search_path = '' as $$
begin
  update public.agents agt
  set score = agt.score + 1, updated_at = now()
  where agt.id = p_agent and agt.active and agt.score > p_threshold
  returning agt.id, agt.score limit_reached;
end
$$;
create table public.agents (id uuid primary key, score integer, active boolean, updated_at timestamptz);
alter table public.agents enable row level security;

-- Written anew in another language, over the same table.
-- expect info: public.search_agents(text,integer)
create function public.search_agents(query text, match_count integer default 10) returns table (id uuid)
language sql set search_path = '' as 'select agt.id from public.agents agt where agt.id::text = query limit match_count';
create function public.search_agents(query text, threshold double precision, match_count integer, kind text default null)
returns setof uuid language plpgsql set search_path = '' as $$
begin
  return query select found.id from public.agents found where found.score > threshold and (kind is null or query = kind);
end
$$;

-- Three versions: both older ones.
-- expect warn: public.tidy(integer)
-- expect warn: public.tidy(integer,text)
create procedure public.tidy(p_days integer) language plpgsql set search_path = '' as 'begin end';
create procedure public.tidy(p_days integer, p_kind text default 'note') language plpgsql set search_path = '' as 'begin end';
create procedure public.tidy(p_days integer, p_kind text default 'note', p_hard boolean default false)
language plpgsql set search_path = '' as 'begin end';

-- expect warn: json:"public.\"</script>'\"\";\nü\"(text)"
create function public."</script>'"";
ü"("a'""b" text) returns void language plpgsql set search_path = '' as 'begin end';
create function public."</script>'"";
ü"("a'""b" text, "c;--" text default 'x''y') returns void language plpgsql set search_path = '' as 'begin end';
