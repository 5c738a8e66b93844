-- fires: public.new_api_token()
-- because: uuid_generate_v4 lies in schema extensions, which the pinned path leaves out; gen_random_uuid, beside it, is
-- in pg_catalog and always found.
create function public.new_api_token() returns text
language plpgsql set search_path = '' as $$
begin
  return gen_random_uuid()::text || uuid_generate_v4()::text;
end $$;
