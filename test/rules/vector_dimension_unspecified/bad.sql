create extension vector with schema extensions;

-- expect warn: public.documents.embedding
-- expect warn: public.documents.parts
-- expect warn: public.seen.embedding
-- expect warn: public.chunks.v
-- expect warn: public.logs.embedding
-- expect warn: "Odd ""Schema"".'"."""Notes""; --"."the ""Vector"""

create table public.documents (id bigint primary key, embedding extensions.vector, parts extensions.halfvec[]);
create table public.seen (id bigint primary key, embedding extensions.sparsevec);
insert into public.seen values (1, '{1:1}/5'), (2, '{2:1}/5');
create view public.seen_view with (security_invoker = true) as select id from public.seen;
create domain public.any_vector as extensions.vector;
create table public.chunks (id bigint primary key, v public.any_vector);
create table public.logs (id bigint, embedding extensions.halfvec) partition by range (id);
create table public.logs_1 partition of public.logs for values from (1) to (100);
create schema "Odd ""Schema"".'";
create table "Odd ""Schema"".'"."""Notes""; --" (id int primary key, "the ""Vector""" extensions.vector);
insert into "Odd ""Schema"".'"."""Notes""; --" values (1, '[1,2,3]');
