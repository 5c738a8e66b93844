-- expect info: public.notes.body
alter table notes drop column if exists body;
-- expect info: public."we""ird; --ü"
drop table public."we""ird; --ü" cascade;
-- expect info: public.elsewhere
drop table if exists public.elsewhere;
-- expect info: public.state
alter type public.state add value if not exists 'b' before 'a';
-- expect info: public.notes.n
alter table public.notes alter column n type smallint;
-- expect info: public.notes.v
alter table public.notes alter column v type varchar(10);
-- expect info: public.notes.e
alter table public.notes alter column e type vector(1536) using null;
-- expect info: public.notes
delete from public.notes where id = 1;
-- expect info: public.notes
truncate public.notes;
-- expect info: doomed
drop schema doomed cascade;
-- expect info: vector
drop extension vector cascade;
-- expect info: public.state
drop type public.state cascade;
do $$
begin
  -- expect info: public.moved
  drop table public.moved;
end $$;
