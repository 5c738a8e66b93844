-- expect info: public.notes
create index concurrently notes_n on public.notes (n);
