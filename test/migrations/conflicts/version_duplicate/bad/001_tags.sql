-- expect error @1: 001
create table public.tags (id bigint primary key);
