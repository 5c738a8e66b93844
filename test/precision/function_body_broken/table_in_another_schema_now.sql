-- fires: public.log_event(text)
-- because: the table was moved to schema audit, which the function's path does not name.
create schema audit;
create table public.events (id bigint generated always as identity, note text);
create function public.log_event(p_note text) returns void language plpgsql set search_path = public as $$
begin
  insert into events (note) values (p_note);
end $$;
alter table public.events set schema audit;
