-- silent
-- config: {"exposed_schemas": ["partners"]}
-- because: clients hold SELECT and no USAGE on the schema: each request is refused.
create foreign data wrapper remote;
create server partner foreign data wrapper remote;
create schema partners;
create foreign table partners.orders (id bigint) server partner;
grant select on partners.orders to authenticated;
