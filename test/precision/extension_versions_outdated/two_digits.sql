-- fires: vector
-- because: 0.0.9 is older than 0.x with any x above 0, whatever the texts look like.
create extension vector with schema extensions;
update pg_catalog.pg_extension set extversion = '0.0.9' where extname = 'vector';
