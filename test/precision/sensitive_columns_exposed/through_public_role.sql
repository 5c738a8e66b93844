-- fires: public.signers
-- because: PUBLIC may read the passport numbers, and so may anon.
create table public.signers (id bigint primary key, name text, passport_number text);
revoke all on public.signers from anon, authenticated;
grant select on public.signers to public;
