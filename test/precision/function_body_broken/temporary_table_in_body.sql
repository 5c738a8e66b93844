-- silent
-- because: the body makes the table it reads; it exists when the select runs.
create table public.readings (device uuid, value numeric);
create function public.outliers() returns setof uuid language plpgsql as $$
begin
  create temporary table ranked on commit drop as select device, value from public.readings;
  return query select r.device from ranked r where r.value > 100;
end $$;
