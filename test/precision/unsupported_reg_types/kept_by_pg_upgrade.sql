-- silent
-- because: pg_upgrade keeps the OIDs of relations, types and roles, so regclass, regtype and regrole may stay.
create table public.audit (id bigint primary key, relation regclass, kind regtype, actor regrole, raw oid, regproc text);
