-- fires: contacts_phone_fkey on public.contacts, error
-- because: auth.users.phone is unique by a constraint that Supabase Auth may change; the key to refer to is id.
create table public.contacts (id bigint primary key, phone text references auth.users (phone));
