-- fires: public.webhooks.signing_key
-- because: the default is in the catalog for everybody to read, and in every row that did not name another.
create table public.webhooks (id bigint primary key, url text);
do $make$
begin
  execute format('alter table public.webhooks add column signing_key text default %L', 'whsec' || '_' || 'k3Jv8Qx2Lm9Rt4Wz7Bn1Pc6Ys5');
end $make$;
