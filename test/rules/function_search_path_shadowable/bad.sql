create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create schema workshop;
grant usage, create on schema workshop to public;

-- expect warn: public.in_open_schema()
create function public.in_open_schema() returns integer
language plpgsql security definer set search_path = workshop, public, pg_temp as 'begin return 1; end';

-- expect warn: public.temp_comes_first()
create function public.temp_comes_first() returns bigint
language plpgsql security definer set search_path = public, extensions as $$
begin
  return (select count(*) from notes);
end
$$;

-- Named, and first.
-- expect warn: public.temp_named_first(integer)
create procedure public.temp_named_first(integer)
language plpgsql security definer set search_path = pg_temp, public as 'begin delete from notes; end';

-- Both, through a role that anon inherits, in a schema named as its owner.
-- expect warn: public.for_the_user()
create role writer;
alter role anon inherit;
grant writer to anon;
create schema "Odd ""owner;";
create role "Odd ""owner;";
grant create, usage on schema "Odd ""owner;" to writer;
create function public.for_the_user() returns bigint
language plpgsql security definer set search_path = "$user", public as 'begin return (select count(*) from notes); end';
alter function public.for_the_user() owner to "Odd ""owner;";

-- expect warn: json:"public.\"</script>'\"\";\nü\"()"
create function public."</script>'"";
ü"() returns bigint
language plpgsql security definer set search_path = "Odd ""owner;", public as 'begin return (select count(*) from notes); end';
