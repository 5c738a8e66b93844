alter table notes enable row level security;
alter table only public."we""ird; --ü" enable row level security, force row level security;
create table if not exists public.twice (id bigint);
alter table if exists public.twice enable row level security;
drop table public.gone cascade;
alter table public.gone_with_schema set schema doomed;
drop schema doomed cascade;
alter table public.moved_out set schema private;
revoke all on table public.server_only from anon, authenticated;
alter table public.before rename to after;
alter table public.after enable row level security;
alter table public.events enable row level security;
alter table public.events_1 enable row level security;
do $$
declare t text;
begin
  execute 'alter table public.constant_text enable row level security';
  foreach t in array array['listed_a', 'listed_b'] loop
    execute format('alter table public.%I enable row level security', t);
  end loop;
  -- A question to the catalogs in front of it makes nothing uncertain.
  if exists (select 1 from pg_catalog.pg_class where relname = 'guarded') then
    alter table public.guarded enable row level security;
  end if;
end $$;
