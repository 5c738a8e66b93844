-- fires: webhook
-- because: a literal after Bearer is a key, whatever its form.
create extension pg_cron;
do $make$
begin
  perform cron.schedule('webhook', '*/5 * * * *', $c$select net.http_post('https://api.acme.io/hooks',
    headers := '{"Authorization": "Bearer $c$ || 'q7Zr2Lk9' || 'Xv4Tn8Wp1Bs6Dm3Jc5Hf0Gy' || $c$"}'::jsonb)$c$);
end $make$;
