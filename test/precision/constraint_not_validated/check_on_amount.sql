-- fires: positive on public.payments
-- because: a check with NOT VALID holds for new rows only.
create table public.payments (id bigint primary key, amount numeric);
alter table public.payments add constraint positive check (amount > 0) not valid;
