-- silent
-- because: the reference is to the primary key, as documented.
create table public.profiles (id uuid primary key references auth.users (id) on delete cascade, phone text unique);
create table public.devices (id bigint primary key, session uuid references auth.sessions);
