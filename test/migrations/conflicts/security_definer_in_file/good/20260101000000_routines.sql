-- create function f() security definer
/* create function f() returns int language sql security definer as $$ select 1 $$; */
\restrict abc
\echo 'security definer'
create function public.invoker() returns int language sql security invoker as $$ select 1 $$;
create function public.says_so() returns text language sql as $$ select 'create function g() security definer' $$;
comment on function public.says_so() is 'SECURITY DEFINER until policies are sorted out';
create function public.makes_text() returns void language plpgsql as $$
begin
  -- security definer
  perform 'create function h() returns int language sql security definer';
end $$;
create view public.v with (security_invoker = on) as select 'security definer' as words;
do $$ begin raise notice 'security definer'; end $$;
