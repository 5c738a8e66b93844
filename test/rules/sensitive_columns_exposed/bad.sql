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
