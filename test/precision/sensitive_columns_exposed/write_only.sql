-- silent
-- because: clients may insert keys and read none back.
create table public.key_uploads (id bigint primary key, private_key text);
revoke all on public.key_uploads from anon, authenticated;
grant insert on public.key_uploads to authenticated;
