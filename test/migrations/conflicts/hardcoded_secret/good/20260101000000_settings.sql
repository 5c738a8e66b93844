create table public.settings (key text primary key, value text);
insert into public.settings values ('openai_api_key', 'change-me'), ('password', 'postgres'), ('id', '7f9c24e5-2b1a-4c8d-9e3f-0a1b2c3d4e5f');
insert into public.settings values ('anon', 'sb_publishable_abcdefghijklmnopqrstuvwx_1234');
select vault.create_secret('change-me-in-the-dashboard', 'worker_token', 'token of the worker');
create function public.notify() returns text language sql as $$
  select decrypted_secret from vault.decrypted_secrets where name = 'worker_token'
$$;
-- Keys look like sk-proj-… or ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.
alter database postgres set "app.settings.timezone" = 'Europe/Berlin';
alter database postgres set "app.settings.api_key" = '<your key>';
create role worker login password null;
select md5('mK92hdk38dJs8sPqx72'), encode(digest('x', 'sha256'), 'hex') as "0123456789abcdef0123456789ABCDEF";
