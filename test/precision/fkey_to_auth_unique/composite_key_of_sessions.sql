-- silent
-- because: the unique column belongs to a project table that happens to be called users.
create table public.users (id uuid primary key, phone text constraint users_phone_key unique);
create table public.sms (id bigint primary key, phone text references public.users (phone));
