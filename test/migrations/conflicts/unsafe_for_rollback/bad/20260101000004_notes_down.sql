-- expect info: public.notes
drop table public.notes;
