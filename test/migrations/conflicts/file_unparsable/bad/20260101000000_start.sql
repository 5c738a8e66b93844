create table public.items (id bigint primary key);
-- expect error @4: 20260101000000_start.sql
create table public.broken (
  id bigint primary key,,
  title text
);
create table public.after_it (id bigint primary key);
