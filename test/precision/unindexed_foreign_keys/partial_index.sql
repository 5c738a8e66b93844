-- fires: tasks_owner_fkey on public.tasks
-- because: the index holds the open tasks only, and the check on a delete looks for all.
create table public.people (id bigint primary key);
create table public.tasks (id bigint primary key, owner bigint references public.people (id), done boolean not null default false);
create index on public.tasks (owner) where not done;
