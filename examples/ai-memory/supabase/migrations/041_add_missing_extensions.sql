-- forgotten in 040
create extension if not exists pg_net with schema extensions;
create extension if not exists unaccent with schema extensions;

create table extension_audit (
  id bigint generated always as identity primary key,
  extname text not null,
  enabled_at timestamptz not null default now()
);
alter table extension_audit enable row level security;

insert into extension_audit (extname)
select e.extname from pg_catalog.pg_extension e where e.extname <> 'plpgsql';

-- now that pg_trgm is there
create index idx_memories_content_trgm on memories using gin (content gin_trgm_ops);
