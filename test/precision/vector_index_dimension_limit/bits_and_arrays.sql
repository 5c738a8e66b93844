-- silent
-- because: 3,072 bits are far below the 64,000 of a bit index, and an array is not indexed as a vector at all.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, code bit(3072), parts extensions.vector(3072)[]);
