-- fires: public.similar_images(bigint), error
-- because: the field of the row variable has the 1536 dimensions of documents, the images have 512.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create table public.images (id bigint primary key, embedding extensions.vector(512));
create function public.similar_images(p bigint) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
declare
  doc documents%rowtype;
begin
  select * into doc from documents where id = p;
  return query select i.id from images i order by i.embedding <=> doc.embedding limit 5;
end $$;
