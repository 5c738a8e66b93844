-- fires: public.profiles, error
-- because: policies without ENABLE ROW LEVEL SECURITY are kept and never applied.
create table public.profiles (id uuid primary key);
create policy own on public.profiles for select to authenticated using (id = (select auth.uid()));
