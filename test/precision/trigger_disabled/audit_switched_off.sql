-- fires: audit on public.invoices, warn
-- because: somebody switched the trigger off for an import and never on again.
create table public.invoices (id bigint primary key);
create function public.log_it() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger audit after insert on public.invoices for each row execute function public.log_it();
alter table public.invoices disable trigger audit;
