-- fires: public.match_documents(extensions.vector,integer), warn
-- because: `create or replace` with one more argument made a second function; a call with two arguments fits both and is
-- refused as ambiguous.
create extension if not exists vector with schema extensions;
create table public.documents (id bigint primary key, content text, metadata jsonb, embedding extensions.vector(1536));
create or replace function public.match_documents(query_embedding extensions.vector(1536), match_count integer)
returns setof bigint language sql stable as $$
  select id from public.documents order by embedding operator(extensions.<=>) query_embedding limit match_count;
$$;
create or replace function public.match_documents(query_embedding extensions.vector(1536), match_count integer, filter jsonb default '{}')
returns setof bigint language sql stable as $$
  select id from public.documents where metadata @> filter order by embedding operator(extensions.<=>) query_embedding limit match_count;
$$;
