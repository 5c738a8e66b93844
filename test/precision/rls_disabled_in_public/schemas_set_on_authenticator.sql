-- silent
-- because: role authenticator serves schema api alone, so that nobody reaches the table in public.
alter role authenticator set pgrst.db_schemas = 'api';
create schema api;
create table public.todos (id bigint primary key);
