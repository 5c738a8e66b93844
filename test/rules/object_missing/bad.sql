create table public.notes (id bigint primary key, body text, owner uuid);
alter table public.notes enable row level security;
-- Of a table that is missing, its column, key and index are not told one by one.
-- expect: public.tags
-- expect: public.notes_owner
-- expect: own on public.notes
-- expect: public.count_notes(date)
-- expect: public.tidy()
-- expect: public.mood
-- expect: public.tickets
-- expect: public.recent
create schema side;
create table side.events (id bigint, at date, primary key (id, at)) partition by range (at);
-- expect: side.events_2026
-- expect: json:"side.\"t\"\"\n</script>é\""
