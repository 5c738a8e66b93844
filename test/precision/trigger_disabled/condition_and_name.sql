-- silent
-- because: a trigger with a condition and one that is called disabled both fire.
create table public.invoices (id bigint primary key, total numeric);
create function public.log_it() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger disabled after update of total on public.invoices for each row when (old.total is distinct from new.total) execute function public.log_it();
