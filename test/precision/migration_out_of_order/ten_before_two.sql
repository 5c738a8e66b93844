-- fires: 10
-- because: as text 10 sorts before 2 and 3, as a number after them.
insert into supabase_migrations.schema_migrations (version, name) values ('2', 'tables'), ('3', 'policies'), ('10', 'functions');
