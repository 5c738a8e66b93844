-- fires: bills_payer_fkey on public.bills
-- because: an invalid index is not used by any search.
create table public.payers (id bigint primary key);
create table public.bills (id bigint primary key, payer bigint references public.payers (id));
create index bills_payer on public.bills (payer);
update pg_catalog.pg_index set indisvalid = false where indexrelid = 'public.bills_payer'::regclass;
