-- silent
-- because: an expression that recognises keys, a placeholder, a checksum and an id are not keys.
create function public.looks_like_key(p text) returns boolean language sql immutable as $$
  select p ~ '^sk_live_[A-Za-z0-9]{24}$' or p ~ '^(sk-proj|sk-ant)-' or p like 'AKIA%'
$$;
create function public.seed_settings() returns text language plpgsql as $$
begin
  -- replace 'sk-your-openai-key-goes-here-0001' by hand, never in a migration; password: ask the team
  return 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' || '6f1c2b9e-3a47-4d58-9b0c-2f7d5e8a1c34';
end $$;
