create table public.items (id bigint primary key, title text not null);
create table public.members (item_id bigint references public.items (id), user_id uuid);
alter table public.items enable row level security;
-- A table, a type, a function and a schema that come later.
-- expect error: public.orders
create table public.lines (order_id bigint references public.orders (id));
-- expect error: public.mood
create table public.moods (id bigint primary key, mood public.mood);
-- expect error: public.is_owner(bigint)
create policy "Owners read" on public.items for select using (public.is_owner(id));
-- expect error: private
create table private.secrets (id bigint primary key);
-- A function of which only another overload is there.
create function public.may_read(item bigint, usr uuid default null) returns boolean language sql stable set search_path = '' as $$ select true $$;
-- expect error: public.may_read(bigint,uuid,boolean)
create policy "Readers" on public.items for select using (public.may_read(id, null, true));
-- Columns that are added later.
-- expect error: public.items.owner_id
create policy "Own rows" on public.items for select using (owner_id = '00000000-0000-0000-0000-000000000000');
-- expect error: public.members.part
create policy "Editors" on public.items for update using (
  exists (select from public.members m where m.item_id = items.id and m.part = 'editor')
);
-- expect error: public.items.state
create index items_state_idx on public.items (state);
-- expect error: public.items.shape
create index items_shape_idx on public.items (lower(shape)) where title <> '';
-- expect error: public.items.amount
create view public.priced with (security_invoker = true) as select i.id, i.amount from public.items i;
-- expect error: public.items.score
alter table public.items add constraint items_score_check check (score > 0);
-- expect error: public.items.code
alter table public.members add constraint members_code_key foreign key (item_id) references public.items (code);
-- expect error: public.members.team_id
alter table public.members add constraint members_team_key foreign key (team_id) references public.items (id);
-- expect error: public.items."we""ird; --ü"
alter table public.items add unique ("we""ird; --ü");
create function public.touch() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
-- expect error: public.items.changed_at
create trigger touch before update of changed_at on public.items for each row execute function public.touch();
-- expect error: public.items.colour
create trigger paint before update on public.items for each row when (old.colour is distinct from new.colour) execute function public.touch();
-- expect error: public.items.size
alter table public.items alter column size set not null;
