create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy app on public.notes for select using ((auth.jwt() -> 'app_metadata' ->> 'tenant') = title);
create policy text on public.notes for select using (title = 'user_metadata');
create policy word on public.notes for update
  using (user_id = (auth.jwt() ->> 'sub')::uuid and title not in ('user_metadata', 'other'));
