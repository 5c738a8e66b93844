-- fires: lines_invoice_fkey on public.lines, error
-- because: while the key's triggers were off a row came in whose invoice does not exist.
create table public.invoices (id bigint primary key);
create table public.lines (id bigint primary key, invoice bigint constraint lines_invoice_fkey references public.invoices (id));
alter table public.lines disable trigger all;
insert into public.lines values (1, 5);
