-- fires: public.charge(integer)
-- because: a comment in the body is part of the stored source; who reads pg_proc reads it too.
do $make$
begin
  execute format('create function public.charge(p_cents integer) returns void language plpgsql as %L',
    E'begin\n  -- was: sk' || '_live_' || E'4eC39HqLyjWDarhtT1KdXz\n  perform p_cents;\nend');
end $make$;
