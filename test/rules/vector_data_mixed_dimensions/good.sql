create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector, local extensions.vector(2));
insert into public.documents values (1, '[1,2,3]', '[1,2]'), (2, '[4,5,6]', null), (3, null, '[3,4]');
create table public.empty (id bigint primary key, embedding extensions.halfvec);
create table public.both (id bigint primary key, embedding extensions.vector);
insert into public.both values (1, '[1,2,3]'), (2, '[1,2,3,4]');
create materialized view public.unpopulated as select id, embedding as e from public.documents with data;
