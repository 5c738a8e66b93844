-- fires: public.next_number()
-- because: nextval is given a name that no sequence has any more (42P01).
create sequence public.invoice_numbers;
create function public.next_number() returns bigint language plpgsql as $$
begin
  return nextval('public.invoice_numbers');
end $$;
drop sequence public.invoice_numbers;
