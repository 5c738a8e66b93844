-- What enforces something is used by every write, whatever the counters say.
create table public.notes (id bigint primary key, code text unique, owner uuid, during tstzrange);
create unique index notes_owner on public.notes (owner) where during is not null;
create extension if not exists btree_gist with schema extensions;
create table public.bookings (
  room int not null,
  during tstzrange,
  exclude using gist (room with =, during with &&)
);
create table public.settings (key text not null);
create unique index settings_key on public.settings (key);
alter table public.settings replica identity using index settings_key;
create materialized view public.summary as select id from public.notes;
create unique index summary_id on public.summary (id);

-- No partition yet, so nothing to use.
create table public.events (at date not null, owner uuid) partition by range (at);
create index events_owner on public.events (owner);

-- Not the user's.
create table auth.extra (id bigint primary key, owner uuid);
create index extra_owner on auth.extra (owner);
create extension if not exists hstore with schema extensions;
create table public.of_an_extension (id bigint primary key, owner uuid);
create index of_an_extension_owner on public.of_an_extension (owner);
alter extension hstore add table public.of_an_extension;
create temporary table scratch (id int);
create index scratch_id on scratch (id);
