create extension if not exists vector with schema extensions;
create table public.docs (id bigint primary key, embedding extensions.vector(1536), small halfvec(384));
create table public."we""ird ü" (id bigint, "em""b" vector(8));
create domain public.embedding as vector(4);
create table public.domained (e public.embedding);
