-- The keys are put together here so that no file holds one.
-- expect error: call-worker
-- expect: with-service-role
-- expect: with-opaque-token
-- expect: with-key-header
-- expect: copy-orders
-- expect: call-billing
-- expect: paused
-- expect: change-password
-- expect: job 900
-- expect: json:"</script>'\";\nü"
create extension pg_cron with schema pg_catalog;
do $make$
declare
  claims text := rtrim(translate(encode(convert_to('{"iss":"supabase","ref":"abcdefghij","role":"service_role"}', 'utf8'), 'base64'), E'+/\n', '-_'), '=');
  digits text := 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
begin
  perform cron.schedule('call-worker', '0 3 * * *', format(
    $f$select net.http_post(
      url := 'https://worker.example.com/run',
      headers := '{"Content-Type": "application/json", "Authorization": "Bearer sb%s_%s_abcd1234"}'::jsonb,
      timeout_milliseconds := 5000
    )$f$, '_secret', left(digits, 22)));
  perform cron.schedule('with-service-role', '0 3 * * *', format(
    $f$select net.http_post('https://abcdefghij.supabase.co/functions/v1/run', '{}', '{}',
      jsonb_build_object('Authorization', 'Bearer eyJhbGciOiJIUzI1NiJ9.%s.%s'))$f$, claims, digits));
  perform cron.schedule('with-opaque-token', '0 3 * * *', format(
    $f$select net.http_get('https://worker.example.com', headers := '{"Authorization": "Bearer %s"}'::jsonb)$f$, left(digits, 24)));
  perform cron.schedule('with-key-header', '0 3 * * *', format(
    $f$select net.http_get('https://worker.example.com', headers := jsonb_build_object('x-api-key', '%s'))$f$, left(digits, 18)));
  perform cron.schedule('copy-orders', '0 3 * * *',
    'select * from dblink(''host=db.internal dbname=orders user=reader password=' || 'h0rse-Battery'', ''select 1'') as t (one int)');
  perform cron.schedule('call-billing', '0 3 * * *',
    'select net.http_get(''https://reports:' || 'h0rse-Battery@billing.example.com/nightly'')');
  perform cron.schedule('change-password', '0 3 1 * *', 'alter role reader with password ''h0rse' || '-Battery''');
  perform cron.schedule(E'</script>''";\nü', '0 3 * * *', 'select ''gh' || 'p_' || digits || '''');
  insert into cron.job (jobid, jobname, schedule, command, active)
  values
    (900, null, '0 3 * * *', 'select ''sk' || '_live_' || digits || '''', true),
    (901, 'paused', '0 3 * * *', 'select ''AK' || 'IA' || 'IVK3B6QWERTZUPLM''', false);
end
$make$;

-- What a migration scheduled and pg_cron does not hold: the key is in the ledger all the same.
-- expect: only-in-the-ledger
-- expect: by-name
-- expect: job of migration 20260103
do $make$
declare
  digits text := 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
begin
  insert into supabase_migrations.schema_migrations (version, name, statements)
  values
    ('20260101', 'first', array['select 1', format(
      $f$select cron.schedule('only-in-the-ledger', '0 3 * * *', $x$ select net.http_post(url := 'https://a.example.com', headers := '{"apikey": "sb%s_%s"}') $x$)$f$,
      '_secret', left(digits, 30))]),
    ('20260102', 'second', array[format(
      $f$create table public.b (id int); select "cron"."schedule_in_database"(command => 'select ''gh%s''', job_name => 'by-name', schedule => '0 3 * * *', database => 'postgres')$f$,
      'p_' || digits)]),
    ('20260103', 'third', array[format($f$select cron.schedule('0 3 * * *', 'select ''gh%s'' as key')$f$, 'p_' || digits)]);
end
$make$;
