-- fires: public.products.text_embedding
-- because: the search orders by the text's embedding, and the index is over the image's.
create extension vector with schema extensions;
create table public.products (id bigint primary key, text_embedding extensions.vector(8), image_embedding extensions.vector(8));
create index on public.products using hnsw (image_embedding extensions.vector_cosine_ops);
create function public.match_products(q extensions.vector) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
begin
  return query select p.id from products p order by p.text_embedding <=> q limit 10;
end $$;
