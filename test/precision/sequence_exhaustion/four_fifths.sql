-- fires: public.rows_id_seq, warn
-- because: 80 % of an integer identity are used.
create table public.rows (id integer generated always as identity primary key);
select setval('public.rows_id_seq', 1718000000);
