-- fires: not_banned on public.comments, error
-- because: without a session no row of the blocklist equals null, so NOT EXISTS is true and every comment can be changed.
create table public.banned (usr uuid not null);
create table public.comments (id bigint primary key, author uuid, body text);
alter table public.comments enable row level security;
create policy not_banned on public.comments for update using (not exists (select 1 from public.banned b where b.usr = auth.uid()));
