-- fires: copy on public.orders, info
-- because: ENABLE REPLICA fires only where session_replication_role is replica; ordinary writes pass it by.
create table public.orders (id bigint primary key);
create function public.log_it() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger copy after insert on public.orders for each row execute function public.log_it();
alter table public.orders enable replica trigger copy;
