create function public.quoted(p_table text) returns bigint language plpgsql security definer as $$
declare n bigint;
begin
  execute format('select count(*) from %I', p_table) into n;
  execute 'select count(*) from ' || quote_ident(p_table) into n;
  execute 'select count(*) from public.notes where id = $1' into n using p_table;
  execute 'select count(*) from ' || p_table::regclass into n;
  return n;
end $$;
create function public.constant() returns void language plpgsql security definer as $$
begin
  execute 'analyze public.notes';
end $$;
create function public.none() returns int language sql security definer as $$ select 1 $$;
create function public.invoker(p_table text) returns void language plpgsql as $$
begin
  execute 'truncate ' || p_table;
end $$;
