create table public.orders (id bigint primary key);
create type public.mood as enum ('good', 'bad');
create function public.is_owner(item bigint) returns boolean language sql stable set search_path = '' as $$ select true $$;
create schema private;
create function public.may_read(item bigint, usr uuid, strict boolean) returns boolean language sql stable set search_path = '' as $$ select true $$;
alter table public.items
  add column owner_id uuid,
  add column state text,
  add column shape text,
  add column amount numeric,
  add column score integer,
  add column code bigint unique,
  add column "we""ird; --ü" text,
  add column changed_at timestamptz,
  add column color text,
  add column size integer;
alter table public.items rename column color to colour;
alter table public.members add column part text, add column team_id bigint;
