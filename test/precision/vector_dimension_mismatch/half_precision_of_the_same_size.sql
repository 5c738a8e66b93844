-- silent
-- because: a cast to halfvec or to bits keeps the number of dimensions.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create index on public.documents using hnsw ((embedding::extensions.halfvec(1536)) extensions.halfvec_cosine_ops);
create index on public.documents using hnsw ((extensions.binary_quantize(embedding)::bit(1536)) extensions.bit_hamming_ops);
create function public.match_documents(q text) returns setof bigint language sql stable set search_path = public, extensions as $$
  select d.id from documents d order by d.embedding::halfvec(1536) <=> q::halfvec(1536) limit 5
$$;
