-- architectures proposed by the search
create table architecture_variants (
  id uuid primary key default gen_random_uuid(),
  parent_id uuid references architecture_variants(id) on delete set null,
  layout jsonb not null,
  created_at timestamptz not null default now()
);
create index on architecture_variants (parent_id);
alter table architecture_variants enable row level security;
create policy architecture_variants_read on architecture_variants for select to authenticated using (true);

create or replace function best_architecture()
returns uuid
language sql stable
set search_path = public
as $$
  select variant_id from architecture_scores order by score desc limit 1
$$;
