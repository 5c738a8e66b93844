-- fires: public.posts
-- because: the policy for everybody applies to authenticated too, beside its own; anon has the first alone.
create table public.posts (id bigint primary key, author uuid, published boolean);
alter table public.posts enable row level security;
create policy published on public.posts for select to public using (published);
create policy own on public.posts for select to authenticated using (author = (select auth.uid()));
