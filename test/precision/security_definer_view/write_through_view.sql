-- fires: public.inbox
-- because: a simple view can be written, and INSERT for anon alone reaches the table past its policies.
create table public.submissions (id bigint generated always as identity primary key, body text);
alter table public.submissions enable row level security;
create view public.inbox as select body from public.submissions;
revoke all on public.inbox from anon, authenticated;
grant insert on public.inbox to anon;
