-- silent
-- because: the unique column belongs to the project's own table, which nobody else alters.
create table public.profiles (id uuid primary key, handle text unique);
create table public.mentions (id bigint primary key, handle text references public.profiles (handle));
