-- fires: bills_payer_fkey on public.bills
-- because: an included column is stored in the index and cannot be searched by.
create table public.payers (id bigint primary key);
create table public.bills (id bigint primary key, month date, payer bigint references public.payers (id));
create index on public.bills (month) include (payer);
