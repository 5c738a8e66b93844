-- silent
-- because: the path names audit too, where the table is found.
create schema audit;
create table public.events (id bigint generated always as identity, note text);
create function public.log_event(p_note text) returns void language plpgsql set search_path = public, audit as $$
begin
  insert into events (note) values (p_note);
end $$;
alter table public.events set schema audit;
