-- expect warn @1: create_notes.sql
create table public.notes (id bigint primary key);
