create table public.notes (id bigint primary key, body text);
alter table public.notes enable row level security;
-- expect: public.notes_body
create index notes_body on public.notes (body);
-- expect: everybody on public.notes
create policy everybody on public.notes for select to anon using (true);
-- Its column and its key come with it.
-- expect: public.scratch
create table public.scratch (id bigint primary key);
-- expect: public.helper(integer)
create function public.helper(n integer) returns integer language sql immutable as 'select n';
-- expect: public.shadowed
create view public.shadowed with (security_invoker = true) as select 1 as one;
-- A schema made by hand; what is in it comes with it.
-- expect: by_hand
create schema by_hand;
create table by_hand.inside (id bigint primary key);
-- expect: json:"public.\"x\"\"\n</script>é\""
create table public."x""
</script>é" (id bigint primary key);
