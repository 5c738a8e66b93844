-- fires: public.pull_legacy_users()
-- because: the connection string carries the password of another database, in libpq's key=value form.
do $make$
begin
  execute format('create procedure public.pull_legacy_users() language plpgsql as %L',
    $body$
begin
  perform dblink_connect('legacy', 'host=10.0.4.7 dbname=crm user=sync $body$ || 'pass' || 'word=n0rth-Wind72' || $body$');
end $body$);
end $make$;
