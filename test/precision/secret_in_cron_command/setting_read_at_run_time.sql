-- silent
-- because: the header is put together from a setting when the job runs; the command itself holds no key.
create extension pg_cron;
select cron.schedule('webhook', '*/5 * * * *', $c$select net.http_post('https://api.acme.io/hooks',
  headers := jsonb_build_object('Authorization', 'Bearer ' || current_setting('app.settings.hook_token')))$c$);
