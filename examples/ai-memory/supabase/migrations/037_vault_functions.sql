-- write side of 035
create or replace function set_secret(secret_name text, secret_value text, secret_description text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_id uuid;
begin
  select s.id into v_id from vault.secrets s where s.name = secret_name;
  if v_id is null then
    return vault.create_secret(secret_value, secret_name, secret_description);
  end if;
  perform vault.update_secret(v_id, secret_value, secret_name, secret_description);
  return v_id;
end;
$$;

-- not from the browser
revoke execute on function set_secret(text, text, text) from anon;
