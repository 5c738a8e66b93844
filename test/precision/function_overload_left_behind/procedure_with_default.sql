-- fires: public.archive_orders(date)
-- because: procedures overload as functions do: `call archive_orders('2026-01-01')` is ambiguous.
create procedure public.archive_orders(p_before date) language sql as $$ select null $$;
create procedure public.archive_orders(p_before date, p_batch integer default 1000) language sql as $$ select null $$;
