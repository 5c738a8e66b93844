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
