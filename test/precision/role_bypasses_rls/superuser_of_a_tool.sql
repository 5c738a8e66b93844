-- fires: "etl-Tool", warn
-- because: a superuser that can log in is subject to no policy.
create role "etl-Tool" login superuser;
