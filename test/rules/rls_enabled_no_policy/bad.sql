-- expect info: public.notes
create table public.notes (id bigint primary key);
alter table public.notes enable row level security;
-- expect info: json:"app.\"t\"\"\n</script>é\""
create schema app;
create table app."t""
</script>é" (id bigint primary key);
alter table app."t""
</script>é" enable row level security;
-- expect info: public.events_1
create table public.events (id bigint, user_id uuid) partition by hash (id);
create table public.events_1 partition of public.events for values with (modulus 1, remainder 0);
alter table public.events enable row level security;
alter table public.events_1 enable row level security;
create policy own on public.events for select to authenticated using ((select auth.uid()) = user_id);
-- expect info: public.logs
create table public.logs (id bigint) partition by hash (id);
alter table public.logs enable row level security, force row level security;
