-- fires: 20250401000000, error
-- because: a ledger restored without its primary key holds one version twice.
alter table supabase_migrations.schema_migrations drop constraint schema_migrations_pkey;
insert into supabase_migrations.schema_migrations (version, name) values ('20250401000000', 'a'), ('20250401000000', 'b'), ('20250402000000', 'c');
