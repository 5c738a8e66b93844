-- expect warn @1: 20210101000000_init.sql
create table public.start (id bigint primary key);
