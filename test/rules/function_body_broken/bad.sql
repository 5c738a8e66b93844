create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create function public.helper() returns integer language sql set search_path = '' as 'select 1';

-- expect warn: public.reads_missing()
create function public.reads_missing() returns bigint
language plpgsql as $$
begin
  return (select count(*) from public.note_versions);
end
$$;

-- Under an empty path the name without a schema means nothing.
-- expect: public.pinned_away()
create function public.pinned_away() returns void
language plpgsql set search_path = '' as $$
begin
  insert into notes (id) values (gen_random_uuid());
end
$$;

-- expect: public.calls_hidden()
create function public.calls_hidden() returns integer
language plpgsql set search_path = '' as $$
begin
  return helper() + 1;
end
$$;

-- expect: public.calls_missing()
create function public.calls_missing() returns integer
language plpgsql as $$
declare
  answer integer := public.no_such_function(1);
begin
  return answer;
end
$$;

-- expect: public.writes_missing_column()
create procedure public.writes_missing_column()
language plpgsql as $$
begin
  insert into public.notes (id, body) values (gen_random_uuid(), 'x')
  on conflict (id) do update set edited = now();
  update public.notes set heading = 'y';
end
$$;

-- An SQL body whose table went away later.
-- expect: public.from_dropped()
create table public.dropped (id integer);
create function public.from_dropped() returns bigint language sql as 'select count(*) from public.dropped';
drop table public.dropped;

-- expect: json:"public.\"</script>'\"\";\nü\"()"
create function public."</script>'"";
ü"() returns void
language plpgsql as $$
begin
  delete from public."no'such"";table";
end
$$;
