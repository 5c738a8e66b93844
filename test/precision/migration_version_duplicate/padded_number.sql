-- fires: 7
-- because: 007 and 7 are one number in two files.
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('007', 'add_orders', array['create table public.orders (id bigint primary key)']),
  ('7', 'add_invoices', array['create table public.invoices (id bigint primary key)']);
