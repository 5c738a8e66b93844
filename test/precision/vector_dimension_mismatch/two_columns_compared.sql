-- fires: public.answers_for(bigint), error
-- because: a column of 768 dimensions is compared with one of 1536: two models in one search.
create extension vector with schema extensions;
create table public.questions (id bigint primary key, embedding extensions.vector(768));
create table public.chunks (id bigint primary key, embedding extensions.vector(1536));
create function public.answers_for(p_question bigint) returns setof bigint
language sql stable set search_path = public, extensions as $$
  select c.id from chunks c join questions q on q.id = p_question order by c.embedding <=> q.embedding limit 5
$$;
