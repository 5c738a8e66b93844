const STORAGE_TABLES = `
create table if not exists storage.buckets (
  id text not null primary key,
  name text not null,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD'
);
create unique index if not exists bname on storage.buckets (name);
create table if not exists storage.objects (
  id uuid not null default gen_random_uuid() primary key,
  bucket_id text constraint "objects_bucketId_fkey" references storage.buckets (id),
  name text,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb
);
create unique index if not exists bucketid_objname on storage.objects (bucket_id, name);
create index if not exists name_prefix_search on storage.objects (name text_pattern_ops);
create table if not exists storage.buckets_analytics (
  name text not null,
  type storage.buckettype not null default 'ANALYTICS',
  format text not null default 'ICEBERG',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  id uuid not null default gen_random_uuid() primary key,
  deleted_at timestamptz
);
create table if not exists storage.s3_multipart_uploads (
  id text not null primary key,
  in_progress_size bigint not null default 0,
  upload_signature text not null,
  bucket_id text not null references storage.buckets (id),
  key text not null,
  version text not null,
  owner_id text,
  created_at timestamptz not null default now(),
  user_metadata jsonb
);
create table if not exists storage.s3_multipart_uploads_parts (
  id uuid not null default gen_random_uuid() primary key,
  upload_id text not null references storage.s3_multipart_uploads (id) on delete cascade,
  size bigint not null default 0,
  part_number integer not null,
  bucket_id text not null references storage.buckets (id),
  key text not null,
  etag text not null,
  owner_id text,
  version text not null,
  created_at timestamptz not null default now()
);
create table if not exists storage.migrations (
  id integer not null primary key,
  name varchar(100) not null unique,
  hash varchar(40) not null,
  executed_at timestamp default current_timestamp
);
`;

const STORAGE_FUNCTIONS = `
create or replace function storage.foldername(name text) returns text[] language plpgsql immutable as $body$
declare
  parts text[] := string_to_array(name, '/');
begin
  return parts[1 : array_length(parts, 1) - 1];
end
$body$;
create or replace function storage.filename(name text) returns text language plpgsql immutable as $body$
declare
  parts text[] := string_to_array(name, '/');
begin
  return parts[array_length(parts, 1)];
end
$body$;
create or replace function storage.extension(name text) returns text language plpgsql immutable as $body$
declare
  parts text[] := string_to_array(storage.filename(name), '.');
begin
  return parts[array_length(parts, 1)];
end
$body$;
create or replace function storage.operation() returns text language sql stable as $body$
  select current_setting('storage.operation', true)
$body$;
create or replace function storage.get_size_by_bucket() returns table (size bigint, bucket_id text) language sql stable as $body$
  select sum((obj.metadata ->> 'size')::bigint)::bigint, obj.bucket_id from storage.objects obj group by obj.bucket_id
$body$;
create or replace function storage.can_insert_object(bucketid text, name text, owner uuid, metadata jsonb) returns void language plpgsql as $body$
begin
  insert into storage.objects (bucket_id, name, owner, metadata) values (bucketid, name, owner, metadata);
  raise sqlstate 'PT200' using message = 'ROLLBACK', detail = 'rollback successful insert';
end
$body$;
create or replace function storage.search(
  prefix text, bucketname text, limits integer default 100, levels integer default 1, offsets integer default 0,
  search text default '', sortcolumn text default 'name', sortorder text default 'asc'
) returns table (name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb)
language sql stable as $body$
  select obj.name, obj.id, obj.updated_at, obj.created_at, obj.last_accessed_at, obj.metadata
  from storage.objects obj
  where obj.bucket_id = bucketname and starts_with(obj.name, prefix || search)
  order by obj.name
  limit limits offset offsets
$body$;
create or replace function storage.update_updated_at_column() returns trigger language plpgsql as $body$
begin
  new.updated_at = now();
  return new;
end
$body$;
create or replace function storage.protect_delete() returns trigger language plpgsql as $body$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501', hint = 'This prevents accidental data loss from orphaned objects.';
  end if;
  return null;
end
$body$;
create or replace trigger update_objects_updated_at before update on storage.objects
  for each row execute function storage.update_updated_at_column();
create or replace trigger protect_objects_delete before delete on storage.objects
  for each statement execute function storage.protect_delete();
create or replace trigger protect_buckets_delete before delete on storage.buckets
  for each statement execute function storage.protect_delete();
`;

/** Schema `storage`: buckets and objects with row level security, and the functions that policies call. */
export function storageSql(): string {
  return `
create schema if not exists storage authorization supabase_admin;
do $types$
begin
  create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');
exception when duplicate_object then null;
end
$types$;
${STORAGE_TABLES}
${STORAGE_FUNCTIONS}
do $owners$
declare
  object record;
begin
  for object in select cls.oid::regclass as name from pg_catalog.pg_class cls where cls.relnamespace = 'storage'::regnamespace and cls.relkind = 'r'
  loop
    execute pg_catalog.format('alter table %s owner to supabase_storage_admin', object.name);
    execute pg_catalog.format('alter table %s enable row level security', object.name);
  end loop;
  for object in select pro.oid::regprocedure as name from pg_catalog.pg_proc pro where pro.pronamespace = 'storage'::regnamespace
  loop
    execute pg_catalog.format('alter function %s owner to supabase_storage_admin', object.name);
  end loop;
end
$owners$;
grant all on storage.buckets, storage.objects to postgres, anon, authenticated, service_role;
grant all on storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts, storage.buckets_analytics to service_role;
grant select on storage.s3_multipart_uploads, storage.s3_multipart_uploads_parts to anon, authenticated;
grant usage on schema storage to postgres, anon, authenticated, service_role;
grant all on schema storage to supabase_storage_admin, dashboard_user;
`;
}
