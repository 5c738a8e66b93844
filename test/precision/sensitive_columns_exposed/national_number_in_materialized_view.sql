-- fires: public.customer_search, error
-- because: a materialized view has no row level security; its copy of the number is readable by all.
create schema private;
create table private.customers (id bigint primary key, name text, ssn text);
create materialized view public.customer_search as select id, name, ssn from private.customers;
