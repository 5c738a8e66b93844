-- knowledge base with the large model (3072)
create table knowledge_sources (
  id uuid primary key default gen_random_uuid(),
  project_id uuid references projects(id) on delete cascade,
  title text not null,
  uri text
);

create table knowledge_chunks (
  id bigint generated always as identity primary key,
  source_id uuid not null references knowledge_sources(id) on delete cascade,
  content text not null,
  embedding vector(3072)
);
create index idx_chunks_source on knowledge_chunks (source_id);
create index idx_chunks_embedding on knowledge_chunks using hnsw (embedding vector_cosine_ops);

alter table knowledge_sources enable row level security;
alter table knowledge_chunks enable row level security;

create policy ks_members on knowledge_sources for select to authenticated
  using (project_id in (select p.id from projects p where p.owner_id = (select auth.uid())));
create policy kc_members on knowledge_chunks for select to authenticated
  using (source_id in (select s.id from knowledge_sources s));

create or replace function match_knowledge(query_embedding vector(1536), match_count integer default 8)
returns table (id bigint, content text)
language sql stable
set search_path = public, extensions
as $$
  select k.id, k.content
  from knowledge_chunks k
  order by k.embedding <=> query_embedding::vector(1536)
  limit match_count
$$;
