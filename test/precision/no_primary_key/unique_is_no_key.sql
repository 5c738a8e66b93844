-- fires: billing.accounts
-- because: a unique constraint, even over a column that is not null, is not declared as the key.
create schema billing;
create table billing.accounts (number text not null unique, owner uuid);
