-- silent
-- because: the command names the secrets and reads them when it runs.
create extension pg_cron;
select cron.schedule('nightly-audit', '0 4 * * *', $c$
  select net.http_post(
    url := (select decrypted_secret from vault.decrypted_secrets where name = 'project_url') || '/functions/v1/audit',
    headers := jsonb_build_object('x-token', (select decrypted_secret from vault.decrypted_secrets where name = 'audit_token')))
$c$);
