-- silent
-- because: clients may read the name and nothing else.
create table public.accounts (id bigint primary key, name text, api_key text);
revoke all on public.accounts from anon, authenticated;
grant select (id, name) on public.accounts to anon, authenticated;
