-- silent
-- because: a publishable key is public, and the words secret, token and password hold nothing.
create extension pg_cron;
select cron.schedule('ping', '0 4 * * *', $c$select net.http_get('https://qhzvkdmwtrlpbnxa.supabase.co/rest/v1/', headers := '{"apikey": "sb_publishable_Qm3kT9vXw2LzR7pB_x4c8"}')$c$);
select cron.schedule('expire-tokens', '*/10 * * * *', $c$delete from private.password_reset_tokens where secret_expires_at < now()$c$);
