-- fires: public.todos, error
-- because: the default grants open the table to anon, and nothing restricts the rows.
create table public.todos (id bigint generated always as identity primary key, task text);
