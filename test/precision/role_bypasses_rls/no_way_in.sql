-- silent
-- because: the role can neither log in nor be taken on by a role of the Data API.
create role migration_owner nologin bypassrls;
