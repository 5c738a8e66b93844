create or replace function public.replaced(q vector(1536)) returns setof bigint language sql as $$
  select id from docs order by embedding <=> q
$$;
