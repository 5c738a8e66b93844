-- fires: default privileges for role postgres in schema public on tables, info
-- fires: default privileges for role postgres in schema public on sequences, info
-- fires: default privileges for role postgres in schema public on functions, info
-- because: the entries that Supabase made in every project before 2026 stand as they were.
select 1;
