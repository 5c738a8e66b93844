-- fires: public.chunks.embedding
-- because: the column was altered to a type without a size, so that two models fit in.
create extension vector with schema extensions;
create table public.chunks (id bigint primary key, embedding extensions.vector(1536));
alter table public.chunks alter column embedding type extensions.vector;
