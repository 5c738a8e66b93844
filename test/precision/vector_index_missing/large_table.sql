-- fires: public.images.embedding
-- because: twelve thousand rows (as the statistics say) have no index over the vector; the one on the owner does not count.
create extension vector with schema extensions;
create table public.images (id bigint primary key, owner uuid, embedding extensions.vector(3));
create index on public.images (owner);
update pg_catalog.pg_class set reltuples = 12000, relpages = 400 where oid = 'public.images'::regclass;
