-- silent
-- because: 2,000 and 4,000 are still indexed.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, a extensions.vector(2000), b extensions.halfvec(4000), c extensions.halfvec(3072), d bit(3072));
