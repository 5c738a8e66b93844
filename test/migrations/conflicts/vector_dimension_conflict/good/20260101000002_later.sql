create or replace function public.replaced(q vector) returns setof bigint language sql as $$
  select id from public.variants order by openai_embedding <=> q::vector(1536)
$$;
drop function public.dropped(vector);
alter table public.changed alter column embedding type vector(1536) using null;
create table if not exists public.changed (embedding vector(1536));
create index on public.changed using hnsw ((embedding::vector(1536)) vector_cosine_ops);
drop table public.dropped;
create table public.dropped (embedding vector(1536));
alter table public.added add column embedding vector(1536);
alter table public.added drop column embedding;
alter table public.added add column if not exists embedding vector(384);
create table if not exists public.forgotten (embedding vector(16));
drop table public.forgotten;
