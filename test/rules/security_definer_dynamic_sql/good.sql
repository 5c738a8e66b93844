create function public.count_rows(p_table text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  answer bigint;
begin
  execute format('select count(*) from public.%I', p_table) into answer;
  return answer;
end
$$;
create function public.by_value(p_value text) returns setof text
language plpgsql security definer set search_path = '' as $$
begin
  return query execute 'select name from public.notes where name = $1' using p_value;
end
$$;
create function public.by_regclass(p_table regclass) returns void
language plpgsql security definer set search_path = '' as $$
begin
  execute 'truncate ' || p_table::text || ' restart identity';
  execute 'analyze ' || quote_ident('notes');
end
$$;
-- The caller's own rights: nothing is gained.
create function public.as_caller(p_table text) returns void
language plpgsql set search_path = '' as $$
begin
  execute 'select count(*) from ' || p_table;
end
$$;
create function public.static(p_id integer) returns void
language sql security definer set search_path = '' as 'select p_id';
-- Postgres has quoted the identity already; Supabase's documentation has this trigger.
create function public.rls_auto_enable() returns event_trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  made record;
begin
  for made in select * from pg_event_trigger_ddl_commands() loop
    execute format('alter table if exists %s enable row level security', made.object_identity);
  end loop;
end
$$;
