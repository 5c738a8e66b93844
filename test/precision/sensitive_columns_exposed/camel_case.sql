-- fires: public."payoutAccounts"
-- because: an ORM's spelling of access_token and of iban.
create table public."payoutAccounts" (id bigint primary key, "stripeAccessToken" text, iban text);
