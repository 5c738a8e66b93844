-- fires: call-edge-function, error
-- because: the command, with the key in it, stands in cron.job and again in each row of cron.job_run_details.
create extension pg_cron;
do $make$
begin
  perform cron.schedule('call-edge-function', '*/5 * * * *', $c$select net.http_post('https://qhzvkdmwtrlpbnxa.supabase.co/functions/v1/sync',
    headers := '{"apikey": "$c$ || 'sb_' || 'secret_' || 'Wm4kP9rTz2LxQ7vBnD5sHc_8Jq3vT8m' || $c$"}'::jsonb)$c$);
end $make$;
