-- fires: core.documents
-- because: the schema is not served, but the view is, reads with the caller's rights, and authenticated may select from the
-- table: the view shows every row of it.
create schema core;
create table core.documents (id bigint primary key, owner uuid, title text);
grant select on core.documents to authenticated;
create view public.documents with (security_invoker = true) as select id, title from core.documents;
