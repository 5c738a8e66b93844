-- fires: public.items.embedding
-- fires: private.batches.embeddings
-- because: the domain over vector has no size either, and neither have the elements of the array.
create extension vector with schema extensions;
create schema private;
create domain public.embedding as extensions.vector;
create table public.items (id bigint primary key, embedding public.embedding);
create table private.batches (id bigint primary key, embeddings extensions.halfvec[]);
