create table public.notes (id bigint primary key, body text);
create table public."we""ird; --ü" (id bigint);
