-- silent
-- because: the word true is a value that a setting and a column are compared with.
create table public.settings (id bigint primary key, editable text, owner uuid);
alter table public.settings enable row level security;
create policy edit on public.settings for update to authenticated
using (editable = 'true' and (select current_setting('app.maintenance', true)) is distinct from 'true' and owner = (select auth.uid()));
