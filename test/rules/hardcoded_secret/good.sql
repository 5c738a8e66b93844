-- From Vault, placeholders, and public keys.
create function public.from_vault() returns text language sql security definer set search_path = '' as
$$ select decrypted_secret from vault.decrypted_secrets where name = 'openai_api_key' $$;
create function public.placeholders() returns text language sql set search_path = '' as $$
  select concat(
    'sk-your-openai-api-key-goes-here-1', 'sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx1', 'sb_secret_<your-key-here-please>',
    'AKIAIOSFODNN7EXAMPLE', 'postgresql://postgres:postgres@127.0.0.1:54322/postgres',
    'postgresql://user:${PASSWORD}@host/db', 'https://example.com:8080/path@home', 'sb_publishable_a1B2c3D4e5F6g7H8i9J0'
  )
$$;
do $make$
declare
  claims text := rtrim(translate(encode(convert_to('{"iss":"supabase","ref":"abcdefghij","role":"anon"}', 'utf8'), 'base64'), E'+/\n', '-_'), '=');
begin
  execute format($f$create function public.with_anon_key() returns text language sql as %L$f$,
    'select ''eyJhbGciOiJIUzI1NiJ9.' || claims || '.a1B2c3D4e5F6g7H8i9J0k1L2m3''');
end
$make$;

-- Names, addresses and public keys in the other places.
create table public.requests (
  id uuid default gen_random_uuid(),
  api_key_id uuid default '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  endpoint text default 'https://api.example.com/v1/a1B2c3D4e5F6g7H8i9J0',
  token text default encode(sha256(random()::text::bytea), 'hex')
);
alter table public.requests enable row level security;
create policy own on public.requests for select to authenticated
  using (token = (select current_setting('app.settings.token_2026_11', true)));
create function public.call() returns trigger language plpgsql set search_path = '' as 'begin return new; end';
create trigger webhook after insert on public.requests for each row execute function public.call(
  'https://worker.example.com/run', 'POST', '{"Content-Type": "application/json", "apikey": "sb_publishable_a1B2c3D4e5F6g7H8i9J0"}'
);
create role worker;
alter database postgres set app.settings.jwt_exp = '3600';
alter database postgres set app.settings.public_key = 'a1B2c3D4e5F6g7H8i9J0';
alter role worker set app.settings.secret = '';
alter role worker set app.settings.anon_key = 'sb_publishable_a1B2c3D4e5F6g7H8i9J0';
alter role worker set app.settings.api_key = '<your key comes here>';
alter role worker set search_path = public, extensions;
create foreign data wrapper none;
create server stripe foreign data wrapper none options (api_url 'https://api.stripe.com', api_key_id '3f2504e0-4f89-41d3-9a0c-0305e82c3301');
