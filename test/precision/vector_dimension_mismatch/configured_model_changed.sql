-- fires: public.documents.embedding, error
-- config: {"vector": {"models": {"text-embedding-3-small": 1536}, "columns": {"public.documents.embedding": "text-embedding-3-small"}}}
-- because: the application embeds with a model of 1536 dimensions, and the column has 384.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(384));
