-- silent
-- because: sessions of anonymous sign-ins are refused, so it is not any signed-in user.
create table public.reviews (id bigint primary key, author uuid);
alter table public.reviews enable row level security;
create policy real on public.reviews for insert to authenticated with check (((select auth.jwt()) ->> 'is_anonymous')::boolean is false);
