-- silent
-- config: {"vector": {"columns": {"public.memories.embedding": [3, 4]}}}
-- because: the configuration names both sizes for the column.
create extension vector with schema extensions;
create table public.memories (id bigint generated always as identity primary key, model text, embedding extensions.vector);
insert into public.memories (model, embedding) values ('a', '[1,2,3]'), ('b', '[1,2,3,4]');
