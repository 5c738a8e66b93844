-- fires: public.articles
-- because: editor has the privileges of staff, so the policy for staff applies to it beside its own.
create role staff nologin;
create role editor nologin inherit;
grant staff to editor with inherit true;
create table public.articles (id bigint primary key, author text);
alter table public.articles enable row level security;
create policy for_staff on public.articles for update to staff using (author is not null);
create policy for_editors on public.articles for update to editor using (author = current_user);
