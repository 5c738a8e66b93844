-- fires: public.purge(integer)
-- config: {"required_objects": [{"kind": "routine", "identity": "public.purge(integer)"}]}
-- because: a routine of the name is there, with an argument of another type.
create function public.purge(days text) returns void language sql as $$ select null $$;
