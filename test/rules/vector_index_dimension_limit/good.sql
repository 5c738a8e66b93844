create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(2000), half extensions.halfvec(4000));
create table public.large (id bigint primary key, embedding extensions.vector(3072));
create index on public.large using hnsw ((embedding::extensions.halfvec(3072)) extensions.halfvec_l2_ops);
create table public.huge (id bigint primary key, embedding extensions.vector(8000));
create index on public.huge using hnsw ((extensions.binary_quantize(embedding)::bit(8000)) extensions.bit_hamming_ops);
create table public.sparse (id bigint primary key, embedding extensions.sparsevec(100000));
create table public.flags (id bigint primary key, flags bit(70000));
create view public.shown with (security_invoker = true) as select id, embedding from public.large;
