-- silent
-- because: the text that EXECUTE runs makes the temporary table before it is read.
create function public.rank_devices() returns setof bigint language plpgsql as $$
begin
  execute 'create temporary table ranked_devices on commit drop as select 1::bigint as id';
  return query select r.id from ranked_devices r;
end $$;
