create function public.match_variants(q vector, n int) returns table (id bigint, d float) language plpgsql as $$
begin
  if vector_dims(q) = 384 then
    return query select v.id, v.local_embedding <=> q::vector(384) from public.variants v limit n;
  else
    return query select v.id, v.openai_embedding <=> q::vector(1536) from public.variants v limit n;
  end if;
end $$;
create function public.replaced(q vector) returns setof bigint language sql as $$
  select id from public.variants order by openai_embedding <=> q::vector(384)
$$;
create function public.dropped(q vector) returns setof bigint language sql as $$
  select id from public.variants order by openai_embedding <=> q::vector(384)
$$;
create function public.unknown_table(q vector) returns setof bigint language sql as $$
  select id from public.nowhere order by embedding <=> q::vector(384)
$$;
create function public.configured(q vector) returns setof bigint language sql as $$
  select id from public.variants order by openai_embedding <=> q::vector(384)
$$;
