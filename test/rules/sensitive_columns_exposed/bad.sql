create table public.api_keys (id bigint primary key, owner uuid, api_key text, secret_key text);
-- expect error: public.api_keys

-- Mixed case, words joined, and a name that must be quoted.
create table public."Hostile ""T""; </script>" ("Client-Secret" text, "stripeApiKey" text, note text);
-- expect error: public."Hostile ""T""; </script>"

-- A column privilege is enough, and so is one for everybody.
create table public.customers (id bigint primary key, name text, ssn text);
revoke all on public.customers from anon, authenticated;
grant select (id, ssn) on public.customers to authenticated;
grant select (ssn) on public.customers to public;
-- expect error: public.customers

-- Nothing but the secret.
create table public.tokens (token text);
-- expect error: public.tokens

create table public.payments (id bigint, card_number text) partition by range (id);
-- expect error: public.payments

-- Row level security of the table does not reach through these.
create table public.accounts (id bigint primary key, email text, password_hash text);
alter table public.accounts enable row level security;
create view public.account_directory as select id, email, password_hash from public.accounts;
create materialized view public.account_report as select password_hash from public.accounts;
-- expect warn: public.account_directory
-- expect error: public.account_report

-- The rights of the caller, over a table that is not exposed and that nothing guards.
create schema private;
create table private.devices (id bigint primary key, imei text);
grant select on private.devices to authenticated;
create view public.devices with (security_invoker = true) as select id, imei from private.devices;
-- expect warn: public.devices

-- A foreign table, a partition by its own name, a role that anon inherits from, an extension's table.
create foreign data wrapper elsewhere;
create server billing foreign data wrapper elsewhere;
create foreign table public.cards (id bigint, cvv text) server billing;
-- expect error: public.cards
create table public.keys (id bigint, private_key text) partition by range (id);
alter table public.keys enable row level security;
create table public.keys_0 partition of public.keys for values from (0) to (1000);
-- expect error: public.keys_0
create role readers nologin;
grant readers to anon with inherit true;
create table public.patients (id bigint primary key, diagnosis text);
revoke all on public.patients from anon, authenticated;
grant select on public.patients to readers;
-- expect error: public.patients
create table public.members (id bigint primary key, jwt text);
alter extension pgcrypto add table public.members;
-- expect error: public.members
