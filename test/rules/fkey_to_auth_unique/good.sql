-- The primary key is there to stay.
create table public.profiles (id uuid primary key references auth.users (id) on delete cascade, email text unique);
alter table public.profiles enable row level security;

create schema private;
-- A unique constraint of the project's own.
create table private.contacts (id bigint primary key, email text references public.profiles (email));
create index on private.contacts (email);
-- A table of the same name elsewhere.
create table private.users (id uuid primary key, phone text unique);
create table private.calls (id bigint primary key, phone text references private.users (phone));
create index on private.calls (phone);
-- The platform's own foreign keys are its own.
create unique index users_aud on auth.users (id, aud);
create table auth.scratch (id uuid primary key, aud varchar(255), foreign key (id, aud) references auth.users (id, aud));
