-- SECURITY DEFINER in a comment is no statement.
comment on schema public is 'nothing here is security definer';
-- expect warn: public.first
create function first() returns int language sql security definer as $$ select 1 $$;
-- expect warn: public.second
create or replace function public.second(a text, b int default 1)
returns int language plpgsql set search_path = '' as $$ begin return 1; end $$ security definer;
-- expect warn: public.proc
create procedure public.proc(inout a int) language sql security definer as $$ select 1 $$;
-- expect warn: private."we""ird; --ü"
create function private."we""ird; --ü"() returns int language sql security definer as $$ select 1 $$;
-- Two routines of one name are two findings.
-- expect warn: public.twice
create function public.twice(a int) returns int language sql security definer as $$ select 1 $$;
-- expect warn: public.twice
create function public.twice(a text) returns int language sql security definer as $$ select 1 $$;
do $$
begin
  -- expect warn: public.in_block
  create function public.in_block() returns int language sql security definer as 'select 1';
end $$;
create function public.later() returns int language sql as $$ select 1 $$;
