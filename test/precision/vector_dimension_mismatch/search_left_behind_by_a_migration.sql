-- fires: public.match_chunks(extensions.vector,integer)
-- because: the column was altered to the new model's size, the variable in the search was not.
create extension vector with schema extensions;
create table public.chunks (id bigint primary key, embedding extensions.vector(384));
create function public.match_chunks(query_embedding extensions.vector, n integer) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
declare
  q vector(384) := query_embedding;
begin
  return query select c.id from chunks c order by c.embedding <=> q limit n;
end $$;
alter table public.chunks drop column embedding;
alter table public.chunks add column embedding extensions.vector(1536);
