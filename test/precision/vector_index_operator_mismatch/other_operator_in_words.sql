-- silent
-- because: <-> stands in a comment and a text; the search uses <=>, which the index serves.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create index on public.documents using hnsw (embedding extensions.vector_cosine_ops);
create function public.match_documents(q extensions.vector) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
begin
  -- embedding <-> q was slower
  raise debug 'order by embedding <-> q';
  return query select d.id from documents d order by d.embedding <=> q limit 5;
end $$;
