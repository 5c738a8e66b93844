-- fires: public.is_member(uuid), warn
-- because: the schema is served, so that the helper answers questions about any organisation over the API too.
create table public.documents (id bigint, org_id uuid);
alter table public.documents enable row level security;
create function public.is_member(p_org uuid) returns boolean language sql stable security definer set search_path = '' as $$ select p_org is not null $$;
create policy members on public.documents for select to authenticated using (public.is_member(org_id));
