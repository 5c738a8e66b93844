-- The keys are put together here so that no file holds one.
-- expect error: public.call_openai(text)
-- expect: public.with_service_role()
-- expect: public.with_stripe_and_aws()
-- expect: public.with_password()
-- expect: public.with_private_key()
-- expect: public.with_secret_key()
-- expect: public.standard_body()
-- expect: public.with_set_clause()
-- expect: json:"public.\"</script>'\"\";\nü\"()"
do $make$
declare
  claims text := rtrim(translate(encode(convert_to('{"iss":"supabase","ref":"abcdefghij","role":"service_role"}', 'utf8'), 'base64'), E'+/\n', '-_'), '=');
  digits text := 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
begin
  execute format($f$create function public.call_openai(text) returns text language plpgsql as %L$f$,
    E'begin\n  return ''Bearer sk' || '-proj-' || digits || E''';\nend');
  execute format($f$create function public.with_service_role() returns text language sql as %L$f$,
    'select ''eyJhbGciOiJIUzI1NiJ9.' || claims || '.' || digits || '''');
  execute format($f$create function public.with_stripe_and_aws() returns text language sql as %L$f$,
    '/* ' || 'AK' || 'IA' || 'IVK3B6QWERTZUPLM */ select ''sk' || '_live_' || digits || '''');
  execute format($f$create procedure public.with_password() language plpgsql as %L$f$,
    'begin perform ''postgresql://admin:' || 'h0rse-Battery@db.internal:5432/app''; end');
  execute format($f$create function public.with_private_key() returns text language sql as %L$f$,
    E'select ''-----BEGIN RSA PRIVATE ' || E'KEY-----\nMIIEowIBAAKCAQEA1b2c3d4''');
  execute format($f$create function public.with_secret_key() returns text language sql as %L$f$,
    'select ''sb' || '_secret_' || left(digits, 22) || '_abcd1234''');
  execute format($f$create function public.standard_body() returns text language sql begin atomic select %L; end$f$,
    'AI' || 'za' || left(digits, 35));
  execute format($f$create function public.with_set_clause() returns text language sql set app.api_key = %L as $b$ select 'x' $b$$f$,
    'glp' || 'at-' || left(digits, 20));
  execute format($f$create function public.%I() returns text language sql as %L$f$,
    E'</script>''";\nü', 'select ''gh' || 'p_' || digits || '''');
end
$make$;

-- The same in a column's default (a partition's is a copy), a policy, the arguments of a trigger.
-- expect: public.requests.api_key
-- expect: json:"public.\"O\"\"dd\".\"sp\nalte\""
-- expect: public.computed.header
-- expect: public.shown.header
-- expect: only_with_key on public.requests
-- expect: json:"\"web\"\"hook\n\" on public.requests"
do $make$
declare
  digits text := 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
begin
  execute format('create table public.requests (id bigint, api_key text default %L) partition by range (id)', 'sk' || '_live_' || digits);
  create table public.requests_1 partition of public.requests for values from (0) to (100);
  execute format(E'create table public."O""dd" ("sp\nalte" text default %L)', 'Bearer ' || left(digits, 24));
  execute format('create table public.computed (id bigint, header text generated always as (%L || id::text) stored)', 'np' || 'm_' || left(digits, 36));
  create view public.shown with (security_invoker = true) as select 1 as id, ''::text as header;
  execute format('alter view public.shown alter column header set default %L', 'xo' || 'xb-12345678901-abcdefGHIJ');
  alter table public.requests enable row level security;
  revoke all on public.computed, public."O""dd" from anon, authenticated;
  execute format(
    $f$create policy only_with_key on public.requests for select to authenticated
      using ((select current_setting('request.headers', true)::json ->> 'x-key') = %L)$f$, 'sb' || '_secret_' || left(digits, 22));
  create function public.call() returns trigger language plpgsql set search_path = '' as 'begin return new; end';
  execute format(
    $f$create trigger "web""hook
" after insert on public.requests for each row execute function public.call(
      'https://worker.example.com/run', 'POST', '{"Content-Type": "application/json", "Authorization": "Bearer %s"}')$f$, left(digits, 24));
end
$make$;

-- And in settings and in options of a foreign server: by their form or by a name that says so.
-- expect: postgres
-- expect: postgres
-- expect: postgres
-- expect: worker
-- expect: worker
-- expect: "Odd ""role"
do $make$
declare
  digits text := 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
begin
  create role worker;
  create role "Odd ""role";
  execute format('alter database postgres set app.settings.jwt_secret = %L', 'no-form-but-telling-name');
  execute format('alter database postgres set app.worker = %L', 'AK' || 'IA' || 'IVK3B6QWERTZUPLM');
  execute format('alter role worker set app.settings.service_role_key = %L', left(digits, 30));
  execute format('alter role worker in database postgres set app.worker = %L', 'gh' || 'p_' || digits);
  execute format('alter role "Odd ""role" set app."user" = %L', 'gh' || 'p_' || digits);
  create foreign data wrapper none;
  execute format($f$create server stripe foreign data wrapper none options (api_url 'https://api.stripe.com', api_key %L)$f$, 'sk' || '_live_' || digits);
end
$make$;
