-- silent
-- because: the model decides which of two columns is compared, and each with a vector of its own size.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, small extensions.vector(384), large extensions.vector(1536));
create function public.match_either(q text, p_model text) returns setof bigint
language sql stable set search_path = public, extensions as $$
  select d.id from documents d
  order by case p_model when 'small' then d.small <=> q::vector(384) else d.large <=> q::vector(1536) end limit 5
$$;
