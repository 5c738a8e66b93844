-- fires: public.log_change(), warn
-- because: a trigger on a user's table is not among the documented uses; its function may do there what the writer may not.
create table public.orders (id bigint primary key);
create table public.order_log (id bigint);
create function public.log_change() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.order_log values (new.id);
  return new;
end $$;
create trigger log after insert on public.orders for each row execute function public.log_change();
