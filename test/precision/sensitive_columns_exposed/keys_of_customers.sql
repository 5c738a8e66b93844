-- fires: public.integrations, error
-- because: anon may select the table, no row level security is on, and the column's name says what it holds.
create table public.integrations (id bigint primary key, provider text, api_key text);
