-- keep every version of a widget
create table widget_versions (
  id bigint generated always as identity primary key,
  widget_id uuid not null references widgets(id) on delete cascade,
  version int not null,
  spec jsonb not null,
  created_by uuid references auth.users(id),
  created_at timestamptz not null default now(),
  unique (widget_id, version)
);

alter table widget_versions enable row level security;

create policy widget_versions_read on widget_versions
  for select to authenticated
  using (exists (select 1 from widgets w where w.id = widget_id and w.owner_id = (select auth.uid())));

alter table widgets add column current_version int not null default 1;
