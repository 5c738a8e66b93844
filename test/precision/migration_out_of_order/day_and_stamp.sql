-- fires: 20240501
-- because: the row 20240501 sorts before its longer neighbour, its file 20240501_x.sql after 20240501120000_y.sql.
insert into supabase_migrations.schema_migrations (version, name) values
  ('20240430101010', 'a'), ('20240501', 'x'), ('20240501120000', 'y'), ('20240601000000', 'z');
