-- silent
-- because: the new roles are subject to policies, and what the platform's own may do is as it should be.
create role app_backend login;
create role analyst login noinherit;
grant pg_read_all_data to analyst;
grant app_backend to authenticator;
