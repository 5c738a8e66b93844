-- silent
-- because: no schema of the Data API shows the table, whatever grants it has.
create schema internal;
grant usage on schema internal to authenticated;
create table internal.features (id bigint primary key);
grant select on internal.features to authenticated;
