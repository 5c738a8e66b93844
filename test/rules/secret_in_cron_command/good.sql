-- The key comes out of Vault when the job runs; what is written down is public, a placeholder, or a name.
create extension pg_cron with schema pg_catalog;
select cron.schedule('call-worker', '0 3 * * *', $$
  select net.http_post(
    url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url') || '/functions/v1/run',
    headers := jsonb_build_object(
      'Content-Type', 'application/json',
      'Authorization', 'Bearer ' || (select decrypted_secret from vault.decrypted_secrets where name = 'service_role_key_2026'),
      'x-api-key', (select decrypted_secret from vault.decrypted_secrets where name = 'worker_key')
    ),
    timeout_milliseconds := 5000
  )
$$);
select cron.schedule('publishable', '0 3 * * *',
  $$ select net.http_get('https://x.supabase.co/rest/v1/a?apikey=sb_publishable_a1B2c3D4e5F6g7H8i9J0', headers := '{"apikey": "sb_publishable_a1B2c3D4e5F6g7H8i9J0"}') $$);
select cron.schedule('placeholder', '0 3 * * *',
  $$ select net.http_get('https://x.supabase.co', headers := '{"Authorization": "Bearer YOUR_SERVICE_ROLE_KEY_1", "x-api-key": "<key-goes-here-123456>"}') $$);
select cron.schedule('no-password', '0 3 * * *',
  $$ select * from dblink('host=db.internal dbname=orders user=reader', 'select 1') as t (one int) $$);
select cron.schedule('reset', '0 3 * * *',
  $$ delete from public.reset_tokens where user_id = any (select id from public.users where password = 'x' and updated_at < now()) $$);
select cron.schedule('release-2026-11-28T03-00-00Z-of-the-report', '0 3 * * *', 'select public.refresh_report_2026_11_28()');
do $make$
declare
  claims text := rtrim(translate(encode(convert_to('{"iss":"supabase","ref":"abcdefghij","role":"anon"}', 'utf8'), 'base64'), E'+/\n', '-_'), '=');
begin
  perform cron.schedule('with-anon-key', '0 3 * * *', format(
    $f$select net.http_post('https://abcdefghij.supabase.co/functions/v1/run', headers := '{"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.%s.a1B2c3D4e5F6g7H8i9J0k1L2m3"}')$f$, claims));
end
$make$;

-- A migration wrote a key; a later one removed the job, or it was scheduled again with Vault.
do $make$
declare
  digits text := 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
begin
  insert into supabase_migrations.schema_migrations (version, name, statements)
  values
    ('20260101', 'first', array[
      format($f$select cron.schedule('gone', '0 3 * * *', 'select ''gh%s''')$f$, 'p_' || digits),
      format($f$select cron.schedule('call-worker', '0 3 * * *', 'select ''gh%s''')$f$, 'p_' || digits),
      $f$select cron.schedule('clean', '0 3 * * *', 'select 1')$f$,
      $f$select cron.schedule('computed', '0 3 * * *', format('select %L', current_user))$f$
    ]),
    ('20260102', 'second', array[$f$select cron.unschedule('gone')$f$]),
    ('20260103', 'third', null);
end
$make$;
