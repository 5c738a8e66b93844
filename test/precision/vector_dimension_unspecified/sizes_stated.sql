-- silent
-- because: every column says its size, the domain for its columns.
create extension vector with schema extensions;
create domain public.embedding as extensions.vector(1536);
create table public.documents (id bigint primary key, a extensions.vector(3), b public.embedding, c extensions.halfvec(8)[], d extensions.sparsevec(100));
