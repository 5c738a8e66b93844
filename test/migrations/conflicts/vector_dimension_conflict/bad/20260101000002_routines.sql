create function public.by_cast(q vector, n int) returns setof bigint language plpgsql as $$
begin
  return query
  select d.id
  from public.docs d
  -- expect error: public.by_cast
  order by d.embedding <=> q::vector(384)
  limit n;
end $$;
create function public.by_variable() returns void language plpgsql as $$
declare
  -- expect error: public.by_variable
  center extensions.vector(384);
begin
  select avg(embedding) into center from public.docs;
end $$;
create function public.in_sql(q vector) returns setof bigint language sql stable set search_path = public, extensions as '
  select id from docs
  -- expect error: public.in_sql
  order by embedding <-> q::vector(8)
';
create procedure public.proc() language plpgsql as $$
begin
  -- expect error: public.proc
  execute 'update public.docs set embedding = embedding + ''[1]''::vector(1)';
end $$;
create function public.by_domain(q vector) returns float language sql as $$
  -- expect error: public.by_domain
  select max(e <-> q::vector(5)) from public.domained
$$;
create function public.fill() returns trigger language plpgsql as $$
begin
  -- expect error: public.fill
  new.embedding := array_fill(0, array[384])::vector(384);
  return new;
end $$;
create trigger fill before insert on public.docs for each row execute function public.fill();
