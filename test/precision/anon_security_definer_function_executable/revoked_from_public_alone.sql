-- fires: public.resend_invite(text)
-- because: Supabase's default privileges gave anon EXECUTE by name, which a revoke from PUBLIC does not touch.
create function public.resend_invite(p_email text) returns boolean
language plpgsql security definer set search_path = '' as $$ begin return p_email is not null; end $$;
revoke all on function public.resend_invite(text) from public;
