-- fires: public.terms.weights
-- because: the size of a sparse vector counts as well, whatever elements it has.
create extension vector with schema extensions;
create table public.terms (id bigint primary key, weights extensions.sparsevec);
insert into public.terms values (1, '{1:1}/10'), (2, '{1:1}/20');
