-- fires: public.render(text)
-- because: authenticated owns the schema and may create in it, without any grant.
create schema templates authorization authenticated;
create function public.render(p text) returns text
language plpgsql security definer set search_path = templates, pg_catalog, pg_temp as $$ begin return upper(p); end $$;
