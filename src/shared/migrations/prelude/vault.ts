import type { StandIn } from "./stand_in.ts";

/** supabase_vault, which every project has from the start. */
export const vault: StandIn = {
  name: "supabase_vault",
  version: "0.3.1",
  schema: "vault",
  limits: "secrets are kept in plain text",
  sql: `
create table @extschema@.secrets (
  id uuid not null default gen_random_uuid() primary key,
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index secrets_name_idx on @extschema@.secrets (name) where name is not null;
create view @extschema@.decrypted_secrets as
  select sec.id, sec.name, sec.description, sec.secret, sec.secret as decrypted_secret, sec.key_id, sec.nonce, sec.created_at, sec.updated_at
  from @extschema@.secrets sec;
create function @extschema@.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid language sql as $body$
  insert into @extschema@.secrets (secret, name, description) values (new_secret, new_name, new_description) returning id
$body$;
create function @extschema@.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null, new_description text default null, new_key_id uuid default null
) returns void language sql as $body$
  update @extschema@.secrets set
    secret = coalesce(new_secret, secret),
    name = coalesce(new_name, name),
    description = coalesce(new_description, description),
    updated_at = now()
  where id = secret_id
$body$;
revoke all on function @extschema@.create_secret(text, text, text, uuid) from public;
revoke all on function @extschema@.update_secret(uuid, text, text, text, uuid) from public;
grant usage on schema @extschema@ to postgres, service_role;
grant select, delete on @extschema@.secrets, @extschema@.decrypted_secrets to postgres, service_role;
grant execute on function @extschema@.create_secret(text, text, text, uuid) to postgres, service_role;
grant execute on function @extschema@.update_secret(uuid, text, text, text, uuid) to postgres, service_role;
`,
};
