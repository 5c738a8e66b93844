-- fires: public.articles.language, warn
-- because: pg_upgrade refuses a column of regconfig, whose value is an OID that the new server does not keep.
create table public.articles (id bigint primary key, language regconfig, body text);
