-- silent
-- because: row level security belongs to tables; a view over a guarded table and a composite type have no switch of their own.
create table public.accounts (id bigint primary key);
alter table public.accounts enable row level security;
create view public.account_ids with (security_invoker = true) as select id from public.accounts;
create type public.address as (street text, city text);
create sequence public.ticket_numbers;
