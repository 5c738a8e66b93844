-- expect warn: public.notes
update notes set body = null;
-- expect warn: public.notes
delete from public.notes;
-- expect warn: public."we""ird; --ü"
delete from only public."we""ird; --ü" as w returning *;
-- expect warn: public.notes
update public.notes n set body = w.id::text from public."we""ird; --ü" w;
-- expect warn: public.notes
with gone as (delete from public.notes returning id) select * from gone;
-- expect warn: public.elsewhere
delete from public.elsewhere;
do $$
begin
  -- expect warn: public.notes
  delete from public.notes;
end $$;
alter table public.notes add column status text;
-- expect info: public.notes
update public.notes set status = 'new';
-- expect warn: public.notes
update public.notes set status = 'new', body = '';
