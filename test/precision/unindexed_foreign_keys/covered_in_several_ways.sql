-- silent
-- because: the primary key, a unique constraint, a wider index and a hash index each find the rows of one key.
create table public.users (id uuid primary key);
create table public.profiles (id uuid primary key references public.users (id));
create table public.seats (owner uuid unique references public.users (id), holder uuid references public.users (id), lender uuid references public.users (id));
create index on public.seats (holder, owner) include (lender);
create index on public.seats using hash (lender);
