-- fires: public.memories.embedding, error
-- because: rows of two sizes are there: a distance between them is an error.
create extension vector with schema extensions;
create table public.memories (id bigint generated always as identity primary key, embedding extensions.vector);
insert into public.memories (embedding) values ('[1,2,3]'), ('[4,5,6]'), ('[1,2,3,4]');
