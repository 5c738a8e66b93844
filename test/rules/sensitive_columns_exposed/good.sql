-- Row level security decides.
create table public.api_keys (id bigint primary key, api_key text);
alter table public.api_keys enable row level security;
create view public.api_key_list with (security_invoker = true) as select * from public.api_keys;
create view public.api_key_prefixes with (security_invoker = YES) as select id, api_key from public.api_keys;

-- Names and types that only look like it.
create table public.usage (
  id bigint primary key,
  token_count integer,
  max_tokens integer,
  has_password boolean,
  reset_password boolean,
  password_changed_at timestamptz,
  next_secret timestamptz,
  secretary text,
  tokens text,
  keyboard text
);

-- Out of the API's reach: the grant, the column, the schema, the usage of a schema.
create table public.vaulted (id bigint primary key, secret text);
revoke all on public.vaulted from anon, authenticated;
create table public.narrow (id bigint primary key, secret text);
revoke all on public.narrow from anon, authenticated;
grant select (id) on public.narrow to anon;
create schema internal;
create table internal.api_keys (id bigint primary key, api_key text);
grant usage on schema internal to anon, authenticated;
grant select on internal.api_keys to anon, authenticated;

-- Writing is another rule's matter.
create table public.inbox (id bigint primary key, secret text);
revoke all on public.inbox from anon, authenticated;
grant insert on public.inbox to anon;
