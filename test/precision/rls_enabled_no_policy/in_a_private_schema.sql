-- fires: vaulted.keys
-- because: the schema is not served, but the switch is on and nobody but the owner sees a row.
create schema vaulted;
create table vaulted.keys (id bigint primary key);
alter table vaulted.keys enable row level security;
