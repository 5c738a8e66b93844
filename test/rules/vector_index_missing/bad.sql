create extension vector with schema extensions;

-- expect info: public.documents.embedding
-- expect info: public.many.embedding
-- expect warn: public.searched.embedding
-- expect info: public.codes.code
-- expect info: "Odd ""Schema"".'"."""Notes""; --"."the ""Vector"""

create table public.documents (id bigint primary key, embedding extensions.vector(3));
create view public.document_view with (security_invoker = true) as select id, embedding from public.documents;
create function public.match(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.document_view order by embedding operator(extensions.<#>) q limit 5
$$;
create table public.many (id bigint primary key, embedding extensions.halfvec(3));
insert into public.many select n, '[1,2,3]' from generate_series(1, 10000) n;
analyze public.many;
create table public.searched (id bigint primary key, embedding extensions.vector(3));
insert into public.searched select n, '[1,2,3]' from generate_series(1, 10000) n;
analyze public.searched;
create table public.codes (id bigint primary key, code bit(64));
create function public.near(q extensions.vector, c bit) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
begin
  return query execute 'select id from searched order by embedding <=> $1 limit 5' using q;
  return query select k.id from codes k order by k.code <~> c limit 5;
end;
$$;
create schema "Odd ""Schema"".'";
create table "Odd ""Schema"".'"."""Notes""; --" (id int primary key, "the ""Vector""" extensions.sparsevec(3));
create function "Odd ""Schema"".'"."""find"""(q extensions.sparsevec) returns setof int
language sql stable set search_path = '' as $$
  select id from "Odd ""Schema"".'"."""Notes""; --" order by "the ""Vector""" operator(extensions.<+>) q
$$;
