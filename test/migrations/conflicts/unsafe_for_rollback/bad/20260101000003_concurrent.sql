-- expect info: public.notes_n
drop index concurrently public.notes_n;
