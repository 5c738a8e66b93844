create table public.settings (key text primary key, value text);
insert into public.settings (key, value)
-- expect error: public.settings
values ('github', 'ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0');
insert into public.settings (key, value)
-- expect warn: public.settings
values ('openai', 'sk-proj-EXAMPLEnotARealKey0000000000000000000000000000');
create function public.notify() returns trigger language plpgsql as $$
begin
  perform net.http_post(
    url := 'https://worker.example.com/embed',
    -- expect error: public.notify
    headers := '{"apikey": "sb_secret_N0tARealKeyButLongEnough_a1b2c3d4"}'::jsonb
  );
  return new;
end $$;
select cron.schedule('nightly; "ü"', '0 3 * * *', $$
  select net.http_post(url := 'https://worker.example.com',
    -- expect error: nightly; "ü"
    headers := '{"Authorization": "Bearer sb_secret_N0tARealKeyButLongEnough_a1b2c3d4"}'::jsonb)
$$);
-- expect error: postgres
alter database postgres set "app.settings.jwt_secret" = 'mK92hdk38dJs8sPqx72';
-- expect error: worker
alter role worker with password 'mK92hdk38dJs8sPqx72';
-- expect error: 20260101000000_secrets.sql
select vault.create_secret('mK92hdk38dJs8sPqx72', 'worker');
-- expect error: 20260101000000_secrets.sql
-- the key is ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0, keep it safe
