-- keys our customers use for the API
create table api_keys (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid references auth.users(id) on delete cascade,
  label text,
  api_key text not null,
  secret_key text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index idx_api_keys_owner on api_keys (owner_id);

create or replace function rotate_api_key(p_key uuid)
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_new text := replace(gen_random_uuid()::text, '-', '');
begin
  update public.api_keys set api_key = v_new
  where id = p_key and owner_id = (select auth.uid());
  return v_new;
end;
$$;

revoke execute on function rotate_api_key(uuid) from public, anon;
