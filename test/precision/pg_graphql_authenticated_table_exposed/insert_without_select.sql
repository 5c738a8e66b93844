-- silent
-- because: a type needs SELECT on its columns; INSERT alone does not show it.
create extension pg_graphql;
create table public.feedback (id bigint generated always as identity primary key, body text);
alter table public.feedback enable row level security;
revoke all on public.feedback from anon, authenticated;
grant insert on public.feedback to authenticated;
