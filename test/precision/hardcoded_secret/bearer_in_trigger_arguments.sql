-- fires: notify on public.orders
-- because: the dashboard's webhooks keep their headers as the trigger's arguments, which pg_trigger shows to everybody.
create table public.orders (id bigint primary key);
create function public.call_hook() returns trigger language plpgsql as $$ begin return new; end $$;
do $make$
begin
  execute format('create trigger notify after insert on public.orders for each row execute function public.call_hook(%L, %L)',
    'https://api.acme.io/hooks', '{"Authorization": "Bearer ' || 'sb_' || 'secret_' || 'Wm4kP9rTz2LxQ7vBnD5sHc_8Jq3vT8m"}');
end $make$;
