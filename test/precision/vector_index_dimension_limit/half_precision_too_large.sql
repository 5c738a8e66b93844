-- fires: public.documents.embedding
-- because: the limit of halfvec is 4,000.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.halfvec(4096));
