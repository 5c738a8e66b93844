-- fires: public.documents, warn
-- because: every select as authenticated evaluates both and joins them by OR.
create table public.documents (id bigint primary key, owner uuid, shared boolean);
alter table public.documents enable row level security;
create policy own on public.documents for select to authenticated using (owner = (select auth.uid()));
create policy shared on public.documents for select to authenticated using (shared);
