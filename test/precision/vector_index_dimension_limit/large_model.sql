-- fires: public.documents.embedding
-- because: an index over vector takes at most 2,000 dimensions; the column has 3,072 and can have none.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(3072));
