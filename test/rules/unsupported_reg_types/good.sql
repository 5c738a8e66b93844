-- pg_upgrade keeps the numbers of relations, types and roles.
create table public.watched (id bigint primary key, relation regclass, type regtype, role regrole, relations regclass[]);
alter table public.watched enable row level security;

create schema private;
-- The name as text is what the rule asks for.
create table private.searches (id bigint primary key, language text default 'simple', number oid);
-- A view stores nothing, and a type no table uses stores nothing.
create view private.shown with (security_invoker = true) as select id, language::regconfig as language from private.searches;
create type private.step as (name text, run regproc);
create domain private.handler as regproc;
-- A type of the same name that is the user's own.
create domain private.regproc as text;
create table private.own (id bigint primary key, run private.regproc);
create foreign data wrapper nowhere;
create server elsewhere foreign data wrapper nowhere;
create foreign table private.remote (run regproc) server elsewhere;
-- An argument is no column.
create function private.run(handler regproc) returns void language sql set search_path = '' as 'select';
-- A column that is gone.
create table private.gone (id bigint primary key, run regproc);
alter table private.gone drop column run;
