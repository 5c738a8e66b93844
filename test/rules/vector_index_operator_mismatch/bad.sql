create extension vector with schema extensions;

-- expect warn: public.documents_l2
-- expect warn: public.two_l2
-- expect warn: public.two_ip
-- expect warn: "Odd ""Schema"".'"."odd ""index""; --"

create table public.documents (id bigint primary key, embedding extensions.vector(3));
create index documents_l2 on public.documents using hnsw (embedding extensions.vector_l2_ops);
create function public.match(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.documents order by embedding operator(extensions.<=>) q limit 5
$$;
create table public.two (id bigint primary key, embedding extensions.halfvec(3));
create index two_l2 on public.two using hnsw (embedding extensions.halfvec_l2_ops);
create index two_ip on public.two using ivfflat (embedding extensions.halfvec_ip_ops) with (lists = 1);
create function public.match_two(q extensions.halfvec) returns setof bigint
language sql stable
begin atomic
  select t.id from public.two t order by t.embedding operator(extensions.<=>) q limit 5;
end;
create schema "Odd ""Schema"".'";
create table "Odd ""Schema"".'"."""Notes""; --" (id int primary key, "the ""Vector""" extensions.vector(3));
create index "odd ""index""; --" on "Odd ""Schema"".'"."""Notes""; --"
  using hnsw ("the ""Vector""" extensions.vector_cosine_ops);
create function "Odd ""Schema"".'"."""find"""(q extensions.vector) returns setof int
language sql stable set search_path = '' as $$
  select id from "Odd ""Schema"".'"."""Notes""; --" order by "the ""Vector""" operator(extensions.<+>) q
$$;
