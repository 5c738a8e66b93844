-- silent
-- because: an ALL policy that is false lets nothing be written; the word true stands in its name only.
create table public.archive (id bigint primary key);
alter table public.archive enable row level security;
create policy "with check (true)" on public.archive for all to authenticated using (false);
