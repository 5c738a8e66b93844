-- expect error: 20260101000001_psql.sql
\set ON_ERROR_STOP on
create table public.more (id bigint primary key);
