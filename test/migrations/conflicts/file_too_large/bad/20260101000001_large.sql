-- expect info @1: 20260101000001_large.sql
create table public.t0 (id bigint primary key);
create table public.t1 (id bigint primary key);
create table public.t2 (id bigint primary key);
create table public.t3 (id bigint primary key);
create table public.t4 (id bigint primary key);
create table public.t5 (id bigint primary key);
create table public.t6 (id bigint primary key);
create table public.t7 (id bigint primary key);
create table public.t8 (id bigint primary key);
create table public.t9 (id bigint primary key);
