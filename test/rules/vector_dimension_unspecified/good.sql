create extension vector with schema extensions;
create domain public.embedding as extensions.vector(1536);
create table public.documents (
  id bigint primary key,
  embedding extensions.vector(1536),
  parts extensions.halfvec(768)[],
  whole public.embedding,
  flags bit,
  more_flags bit(64)
);
-- Postgres drops the size of a sum: a view's column is no place to state it.
create view public.sums with (security_invoker = true) as
select id, embedding operator(extensions.+) embedding as doubled from public.documents;
-- Several models in one column, as the configuration says.
create table public.both (id bigint primary key, embedding extensions.vector);
