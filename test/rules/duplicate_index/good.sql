-- A longer index is not the same as a shorter one, nor one of another order, class, collation, method or condition.
create table public.notes (id bigint primary key, owner uuid, title text, at timestamptz, words tsvector);
create index notes_owner on public.notes (owner);
create index notes_owner_at on public.notes (owner, at);
create index notes_at_owner on public.notes (at, owner);
create index notes_owner_at_desc on public.notes (owner, at desc);
create index notes_owner_at_nulls on public.notes (owner, at nulls first);
create index notes_owner_covering on public.notes (owner) include (title);
create index notes_owner_hash on public.notes using hash (owner);
create index notes_owner_some on public.notes (owner) where at is not null;
create index notes_owner_others on public.notes (owner) where at is null;
create index notes_title on public.notes (title);
create index notes_title_c on public.notes (title collate "C");
create index notes_title_pattern on public.notes (title text_pattern_ops);
create index notes_title_lower on public.notes (lower(title));
create index notes_title_upper on public.notes (upper(title));

-- Parameters of the method or of the class decide what it finds.
create extension if not exists vector with schema extensions;
create extension if not exists pg_trgm with schema extensions;
create table public.items (id bigint primary key, at timestamptz, name text, embedding extensions.vector(3));
create index items_embedding on public.items using hnsw (embedding extensions.vector_l2_ops) with (m = 8);
create index items_embedding_dense on public.items using hnsw (embedding extensions.vector_l2_ops) with (m = 32);
create index items_at on public.items using brin (at);
create index items_at_fine on public.items using brin (at) with (pages_per_range = 16);
create index items_name on public.items using gist (name extensions.gist_trgm_ops);
create index items_name_long on public.items using gist (name extensions.gist_trgm_ops (siglen = 256));

-- A unique index beside a constraint that is checked at the end enforces more than that, and a partial one less.
create table public.slots (place int constraint slots_place unique deferrable initially deferred, code text);
create unique index slots_code_open on public.slots (code) where place > 0;
create unique index slots_code on public.slots (code);

-- The indexes of partitions are copies of the root's, one each.
create table public.events (at date not null, owner uuid) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create index on public.events (owner);

create table auth.extra (id bigint primary key);
create index extra_one on auth.extra (id);
