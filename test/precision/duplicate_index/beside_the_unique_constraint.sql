-- fires: app.users
-- because: the unique constraint has an index already, with the same expression of order.
create schema app;
create table app.users (id bigint primary key, email text unique);
create index users_email_lookup on app.users (email);
