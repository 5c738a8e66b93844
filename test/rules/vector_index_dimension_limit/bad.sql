create extension vector with schema extensions;

-- expect warn: public.documents.embedding
-- expect info: public.quiet.embedding
-- expect warn: public.huge.embedding
-- expect info: public.halves.embedding
-- expect info: "Odd ""Schema"".'"."""Notes""; --"."the ""Vector"""

create table public.documents (id bigint primary key, embedding extensions.vector(3072));
create function public.match(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.documents order by embedding operator(extensions.<->) q limit 5
$$;
create table public.quiet (id bigint primary key, embedding extensions.vector(2001));
create table public.huge (id bigint primary key, embedding extensions.vector(8000));
create function public.match_huge(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.huge order by embedding operator(extensions.<=>) q limit 5
$$;
create table public.halves (id bigint primary key, embedding extensions.halfvec(4096));
create schema "Odd ""Schema"".'";
create table "Odd ""Schema"".'"."""Notes""; --" (id int primary key, "the ""Vector""" extensions.vector(3072));
