create extension vector with schema extensions;

-- expect error: public.documents.embedding
-- expect error: public.sparse.embedding
-- expect error: "Odd ""Schema"".'"."""Notes""; --"."the ""Vector"""

create table public.documents (id bigint primary key, embedding extensions.vector);
insert into public.documents values (1, '[1,2,3]'), (2, '[1,2,3,4]'), (3, null);
create table public.sparse (id bigint primary key, embedding extensions.sparsevec);
insert into public.sparse values (1, '{1:1}/5'), (2, '{2:1}/6');
create domain public.half as extensions.halfvec;
create schema "Odd ""Schema"".'";
create table "Odd ""Schema"".'"."""Notes""; --" (id int, "the ""Vector""" public.half) partition by range (id);
create table "Odd ""Schema"".'".part partition of "Odd ""Schema"".'"."""Notes""; --" for values from (1) to (9);
insert into "Odd ""Schema"".'"."""Notes""; --" values (1, '[1,2,3]'), (2, '[1,2]');
