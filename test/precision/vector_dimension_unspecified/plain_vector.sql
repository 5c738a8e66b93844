-- fires: public.documents.embedding, warn
-- because: without a size Postgres accepts vectors of any, and no index can be made.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector);
