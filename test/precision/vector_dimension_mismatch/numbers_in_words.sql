-- silent
-- because: 384 is a limit, a word in a comment and a word in a text; no vector of that size occurs.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create function public.match_documents(q extensions.vector) returns setof bigint language plpgsql stable set search_path = public, extensions as $$
begin
  -- was vector(384) before the change of the model
  raise debug 'expected vector(1536), not vector(384)';
  return query select d.id from documents d order by d.embedding <=> q limit 384;
end $$;
