create function public.comes_later(item bigint) returns void language sql set search_path = '' as $$ select $$;
alter table public.parents add column if not exists state text;
alter table public.children add column if not exists state text;
alter table public.copies add column if not exists state text;
alter table public.copied add column if not exists state text;
alter table public.items add column state text;
create table public.elsewhere (id bigint primary key);
