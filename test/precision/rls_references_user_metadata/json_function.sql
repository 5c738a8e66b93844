-- fires: plan on public.exports
-- because: jsonb_extract_path_text is the operator #>> by another name.
create table public.exports (id bigint primary key);
alter table public.exports enable row level security;
create policy plan on public.exports for insert to authenticated
with check (jsonb_extract_path_text(auth.jwt(), 'user_metadata', 'plan') = 'pro');
