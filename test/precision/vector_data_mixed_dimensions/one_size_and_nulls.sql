-- silent
-- because: every value has three dimensions; a missing one has none to differ by.
create extension vector with schema extensions;
create table public.memories (id bigint generated always as identity primary key, embedding extensions.vector);
insert into public.memories (embedding) values ('[1,2,3]'), (null), ('[7,8,9]');
