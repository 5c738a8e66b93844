create table public.docs (id bigint primary key, embedding vector(1536), local vector(384), any_size vector);
create function public.fits(q vector(1536)) returns setof bigint language sql as $$
  select id from docs order by embedding <=> q
$$;
create function public.sizeless(q vector) returns setof bigint language sql as $$
  select id from docs order by embedding <=> q::vector(1536)
$$;
create function public.two(a vector(1536), b vector(384)) returns setof bigint language sql as $$
  select id from docs order by embedding <=> a, local <=> b
$$;
create function public.any_column(q vector(384)) returns setof bigint language sql as $$
  select id from docs order by any_size <=> q
$$;
create function public.replaced(q vector(384)) returns setof bigint language sql as $$
  select id from docs order by embedding <=> q
$$;
create function public.unknown_table(q vector(384)) returns setof bigint language sql as $$
  select id from nowhere order by embedding <=> q
$$;
create function public.part(q vector(384)) returns setof bigint language sql as $$
  select id from docs order by subvector(embedding, 1, 384) <=> q
$$;
