-- silent
-- because: the calls are words in a text that the row is compared with.
create table public.snippets (id bigint primary key, body text);
alter table public.snippets enable row level security;
create policy no_calls on public.snippets for select to authenticated using (body <> 'auth.uid()' and body !~ 'current_setting\(.*\)');
