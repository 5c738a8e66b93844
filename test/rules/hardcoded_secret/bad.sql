-- The keys are put together here so that no file holds one.
-- expect error: public.call_openai(text)
-- expect: public.with_service_role()
-- expect: public.with_stripe_and_aws()
-- expect: public.with_password()
-- expect: public.with_private_key()
-- expect: public.with_secret_key()
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
  execute format($f$create function public.%I() returns text language sql as %L$f$,
    E'</script>''";\nü', 'select ''gh' || 'p_' || digits || '''');
end
$make$;
