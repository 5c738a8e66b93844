create table public.notes (id bigint primary key, body text, n int, v varchar(20), e vector(384));
create table public."we""ird; --ü" (id bigint);
create table public.moved (id bigint);
create type public.state as enum ('a');
create schema doomed;
