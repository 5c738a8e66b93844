-- fires: reporting, warn
-- because: whoever has its password reads every row.
create role reporting login bypassrls;
