-- fires: public.steps.call
-- because: the composite type of the column has a field of regprocedure.
create type public.call as (routine regprocedure, retries integer);
create table public.steps (id bigint primary key, call public.call);
