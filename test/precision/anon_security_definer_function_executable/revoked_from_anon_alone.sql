-- fires: public.next_invoice_number()
-- because: EXECUTE for PUBLIC is still there and anon is a member of PUBLIC, so the revoke from anon alone changed nothing.
create function public.next_invoice_number() returns bigint
language sql security definer set search_path = '' as $$ select 1::bigint $$;
revoke execute on function public.next_invoice_number() from anon;
