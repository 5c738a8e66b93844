-- fires: citext
-- because: the installed version is not the one that the server would install; that it is newer hints at a server left behind.
create extension citext with schema extensions;
update pg_catalog.pg_extension set extversion = '99.0' where extname = 'citext';
