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
