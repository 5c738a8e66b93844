-- fires: public.month_end()
-- because: CALL names a procedure that was dropped.
create schema finance;
create procedure finance.close(p date) language plpgsql as $$ begin null; end $$;
create procedure public.month_end() language plpgsql as $$
begin
  call finance.close(current_date);
end $$;
drop procedure finance.close(date);
