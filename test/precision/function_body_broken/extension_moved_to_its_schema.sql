-- fires: public.hash_token(text)
-- because: pgcrypto lies in schema extensions; public.digest does not exist (42883).
create function public.hash_token(p text) returns text language plpgsql as $$
begin
  return encode(public.digest(p, 'sha256'), 'hex');
end $$;
