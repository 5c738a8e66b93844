-- The counters of an open transaction are not counted yet, so in this file no index has been used.
-- expect info: public.notes_owner
create table public.notes (id bigint primary key, owner uuid, title varchar(200), tags text[], words tsvector, at timestamptz);
create index notes_owner on public.notes (owner);
-- expect: public.notes_title
-- expect: public.notes_tags
-- expect: public.notes_at
-- expect: public.notes_lower
-- expect: public.notes_two
-- expect: public.notes_collated
create index notes_title on public.notes (title varchar_pattern_ops desc) include (at) with (fillfactor = 80) where at is not null;
create index notes_tags on public.notes using gin (tags, words);
create index notes_at on public.notes using brin (at) with (pages_per_range = 32);
create index notes_lower on public.notes (owner, lower(title) desc nulls last);
create index notes_two on public.notes (lower(title), upper(title));
create index notes_collated on public.notes (title collate "C");

-- It is what a foreign key is searched by.
-- expect: public.replies_note
create table public.replies (id bigint primary key, note bigint references public.notes);
create index replies_note on public.replies (note);
-- expect: public.embedded_embedding
create extension if not exists vector with schema extensions;
create table public.embedded (id bigint primary key, embedding extensions.vector(3));
create index embedded_embedding on public.embedded using hnsw (embedding extensions.vector_cosine_ops);

-- expect: public.summary_owner
create materialized view public.summary as select id, owner from public.notes;
create index summary_owner on public.summary (owner);
revoke all on public.summary from anon, authenticated;

-- A partitioned index is one finding; an index of one partition alone is its own.
-- expect: public.events_owner
-- expect: public.events_2026_kind
create table public.events (at date not null, owner uuid, kind text) partition by range (at);
create table public.events_2025 partition of public.events for values from ('2025-01-01') to ('2026-01-01');
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01') partition by range (at);
create table public.events_2026_1 partition of public.events_2026 for values from ('2026-01-01') to ('2026-07-01');
create index events_owner on public.events (owner);
create index events_2026_kind on public.events_2026 (kind);

-- expect: json:"\"Odd schema\".\"</script>'\"\";\nü\""
create schema "Odd schema";
create table "Odd schema"."täble"";
" (id bigint primary key, "ö"" d" int);
create index "</script>'"";
ü" on "Odd schema"."täble"";
" ("ö"" d") where "ö"" d" > 0;
