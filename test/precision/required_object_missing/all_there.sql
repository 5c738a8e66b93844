-- silent
-- config: {"required_objects": [{"kind": "relation", "identity": "public.notes"}, {"kind": "routine", "identity": "public.purge"}, {"kind": "extension", "identity": "citext"}], "verify": {"required_tables": ["public.notes"]}}
-- because: everything that the configuration names exists.
create extension citext with schema extensions;
create table public.notes (id bigint primary key);
create function public.purge(days integer) returns void language sql as $$ select null $$;
