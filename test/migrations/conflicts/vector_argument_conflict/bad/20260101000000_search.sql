create table public.docs (id bigint primary key, embedding vector(1536));
create table public.small (id bigint, embedding vector(384));
-- expect warn: public.direct
create function public.direct(q vector(384)) returns setof bigint language sql as $$
  select id from docs order by embedding <=> q
$$;
-- expect warn: public.through_cast
create function public.through_cast(q extensions.vector(384), n int default 5) returns setof bigint language plpgsql as $$
begin
  return query select id from public.docs order by embedding <=> q::vector(384) limit n;
end $$;
-- expect warn: public.by_number
create function public.by_number(vector(384)) returns setof bigint language sql as $$
  select id from public.docs order by embedding <-> $1
$$;
-- expect warn: public."we""ird; --ü"
create procedure public."we""ird; --ü"(in "q""" vector(3)) language plpgsql as $$
begin
  update public.docs set embedding = "q""";
end $$;
-- expect warn: public.into_variable
create function public.into_variable(q vector(384)) returns void language plpgsql as $$
declare v vector(1536) := q;
begin
end $$;
create function public.callee(q vector(1536)) returns int language sql as $$ select 1 $$;
-- expect warn: public.caller
create function public.caller(q vector(384)) returns int language sql as $$ select public.callee(q) $$;
-- expect warn: public.left_behind
create function public.left_behind(q vector(384)) returns setof bigint language sql as $$
  select id from public.small order by embedding <=> q
$$;
