/** Roles belong to the whole server, so they have names of their own, and what they are is no finding in other databases. */
export const LIVE_ROLES = ['"Live ""report""; --"', "live_senior", "live_reading", "live_backup"] as const;

/** A schema of a live project in all its variety: hostile names, inheritance, extensions, objects in the platform's schemas. */
export const LIVE_SCHEMA = `

create role "Live ""report""; --" login password 'swordfish' noinherit;
create role live_reading nologin;
create role live_senior nologin in role live_reading;
grant live_senior to "Live ""report""; --";
alter role "Live ""report""; --" set search_path = "Odd ""Schema""", public;
create role live_backup nologin bypassrls;
do $settings$ begin
  execute format('alter role "Live ""report""; --" in database %I set app.jwt_secret = ''hunter2''', current_database());
  execute format('alter role authenticator in database %I set pgrst.db_schemas = ''public, api''', current_database());
end $settings$;

create schema api;
create schema "Odd ""Schema""";
create schema private;
grant usage on schema api to anon, authenticated;
grant usage on schema private to authenticated;
create extension citext with schema public;
create extension btree_gin with schema extensions;

create type public.mood as enum ('sad', 'it''s ok', 'happy');
create domain public.email as public.citext check (value ~ '@');
create type public.place as (lat double precision, lon double precision);
create type public.span as range (subtype = integer);
create sequence public.tickets start 100 increment 5;

create table public.teams (id bigint generated always as identity primary key, name text not null, slug text);
create table public.members (
  team_id bigint not null references public.teams,
  user_id uuid not null references auth.users on delete cascade,
  mail public.email,
  feeling public.mood not null default 'happy',
  at public.place,
  ticket bigint default nextval('public.tickets'),
  initials text generated always as (upper(left(mail::text, 2))) stored,
  primary key (team_id, user_id)
);
create index members_by_user on public.members (user_id) where feeling <> 'sad';
create index members_by_user_again on public.members (user_id) where feeling <> 'sad';
create unique index members_mail on public.members (lower(mail::text));

create function private.is_member(team bigint) returns boolean language sql stable security definer
  set search_path = '' as $body$ select exists (select from public.members where team_id = team and user_id = (select auth.uid())) $body$;
create function public.is_admin() returns boolean language plpgsql stable security definer as
  $body$ begin return exists (select from public.members where user_id = auth.uid()); end $body$;
create function public.team_name(team bigint) returns text language sql security definer set search_path = '' as
  $body$ select name from public.teams where id = team $body$;
create function public."Hostile ""fn""; </script>"(argument public.mood) returns text language plpgsql as
  $body$ begin return argument::text; end $body$;
create procedure public.tidy(days integer default 30) language plpgsql as $body$ begin delete from public.members where false; end $body$;
create function public.touched() returns trigger language plpgsql as $body$ begin return new; end $body$;
create aggregate public.longest(text) (sfunc = textcat, stype = text);

alter table public.teams enable row level security;
alter table public.members enable row level security;
create policy "members' ""own"" teams" on public.teams for select to authenticated using (private.is_member(id));
create policy admins on public.members for all to authenticated using (public.is_admin());
create policy own on public.members for select using (auth.uid() = user_id);
create policy readers on storage.objects for select to authenticated using (public.is_admin());
create trigger touched before update on public.members for each row when (old.feeling is distinct from new.feeling) execute function public.touched();
create trigger on_sign_up after insert on auth.users for each row execute function public.touched();

create table public.events (id bigint not null, at timestamptz not null, payload jsonb, primary key (id, at)) partition by range (at);
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create table "Odd ""Schema"""."T'able; </script>" ("Col""umn" text default 'a''b', constraint "Chk ""x""" check ("Col""umn" <> ''));
create table api.logs (id uuid primary key default gen_random_uuid(), team bigint);
alter table api.logs add constraint logs_team foreign key (team) references public.teams not valid;
comment on table api.logs is 'what''s "logged"';
grant select (id) on api.logs to live_reading;
revoke all on api.logs from anon;
grant insert on api.logs to anon;

create view public.base as select t.id, t.name, m.mail from public.teams t left join public.members m on m.team_id = t.id;
create view public.middle with (security_invoker = true) as select id, upper(name) as name from public.base;
create view public.top as select name, public.team_name(id) as again from public.middle;
create materialized view public.figures as select count(*) as members from public.members;
alter default privileges in schema api grant select on tables to authenticated;
create publication changes for table public.teams, api.logs;
create extension postgres_fdw with schema extensions;
create server far_away foreign data wrapper postgres_fdw options (host 'db.example.com');
create user mapping for postgres server far_away options (user 'ada', password 'swordfish');
create foreign table public.abroad (id bigint) server far_away;
create extension xml2 with schema extensions;
create view public.far as select extensions.xpath_number('<n>1</n>', 'n')::bigint as id;
create view public.near as select id from public.far;
create function public.reads_far() returns bigint language plpgsql as $body$ begin return (select count(*) from public.far); end $body$;
insert into public.teams (name) values ('secret rows are not copied');
`;

/** Many tables of one shape, every third of them without row level security. */
export function manyTables(count: number): string {
  return Array.from({ length: count }, (_, place) => {
    const name = `public.item_${String(place).padStart(4, "0")}`;
    return `create table ${name} (id bigint primary key, owner uuid not null, parent bigint references public.teams, note text);
${place % 3 === 0 ? "" : `alter table ${name} enable row level security;`}
create policy own on ${name} for select to authenticated using (auth.uid() = owner);`;
  }).join("\n");
}
