-- secrets go to vault now
select vault.create_secret('change-me-in-the-dashboard', 'worker_token', 'token of the embedding worker');

create or replace function get_secret(secret_name text)
returns text
language sql stable
security definer
as $$
  select decrypted_secret from vault.decrypted_secrets where name = secret_name limit 1
$$;

grant execute on function get_secret(text) to anon, authenticated;
