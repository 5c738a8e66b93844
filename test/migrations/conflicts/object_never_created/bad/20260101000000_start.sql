create table public.items (id bigint primary key, title text);
alter table public.items enable row level security;
-- expect error: public.orders
create table public.lines (order_id bigint references public.orders (id));
-- expect error: public.is_owner
create policy "Owners read" on public.items for select using (public.is_owner(id));
create function public.may_read(item bigint) returns boolean language sql stable set search_path = '' as $$ select true $$;
-- expect error: public.may_read
create policy "Readers" on public.items for select using (public.may_read(id, true));
-- expect error: public.may_read
create policy "Named" on public.items for select using (public.may_read(thing => id));
-- expect error: public.may_read
grant execute on function public.may_read(bigint, uuid, text) to authenticated;
-- expect error: public.items.owner_id
create policy "Own rows" on public.items for select using (owner_id = '00000000-0000-0000-0000-000000000000');
-- expect warn: public.gone
create function public.count_gone() returns bigint language plpgsql set search_path = '' as $$
begin
  return (select count(*) from public.gone);
end
$$;
create function public.touch(how text) returns void language sql set search_path = '' as $$ select $$;
-- expect error: public.touch
create trigger touch before update on public.items for each row execute function public.touch();
-- expect warn: public.may_read
create function public.asks() returns boolean language plpgsql set search_path = '' as $$
begin
  return public.may_read(1, 2, 3, 4);
end
$$;
