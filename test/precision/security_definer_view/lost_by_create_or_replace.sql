-- fires: public.open_tasks
-- because: `create or replace view` without the option took it away again.
create table public.tasks (id bigint primary key, title text, done boolean);
alter table public.tasks enable row level security;
create view public.open_tasks with (security_invoker = on) as select id from public.tasks where not done;
create or replace view public.open_tasks as select id, title from public.tasks where not done;
