-- silent
-- because: the triggers fire: one was switched on again, the other fires always.
create table public.invoices (id bigint primary key);
create function public.log_it() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger audit after insert on public.invoices for each row execute function public.log_it();
create trigger stamp before insert on public.invoices for each row execute function public.log_it();
alter table public.invoices disable trigger audit;
alter table public.invoices enable trigger audit;
alter table public.invoices enable always trigger stamp;
