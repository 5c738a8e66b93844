-- one search for everything. Must come last!

create or replace function vector_search(query_embedding vector(1536), match_threshold double precision default 0.7, match_count integer default 10)
returns table (id uuid, content text, similarity double precision)
language plpgsql
security definer
as $$
begin
  return query
  select e.memory_id, e.chunk, 1 - (e.embedding <=> query_embedding)
  from memory_embeddings e
  where 1 - (e.embedding <=> query_embedding) > match_threshold
  order by e.embedding <=> query_embedding
  limit match_count;
end;
$$;

create or replace function search_chunks(query_embedding vector(1536), match_count integer default 10)
returns table (id bigint, body text)
language sql stable
as $$
  select c.id, c.body from document_chunks c order by c.embedding <=> query_embedding limit match_count
$$;

comment on function vector_search(vector, double precision, integer) is 'SECURITY DEFINER until RLS is sorted out';
