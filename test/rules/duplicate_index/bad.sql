-- expect warn: public.notes
create table public.notes (id bigint primary key, owner uuid, body text);
create index notes_owner on public.notes (owner);
create index notes_owner_again on public.notes using btree (owner);

-- A unique or a constraint's index serves what a plain one would; how full its pages are makes no other index.
-- expect: public.keyed
-- expect: public.keyed
-- expect: public.keyed
create table public.keyed (id bigint primary key, code text unique, at timestamptz, kind text);
create index keyed_id on public.keyed (id) with (fillfactor = 70);
create index keyed_code on public.keyed (code);
create unique index keyed_code_unique on public.keyed (code);
create index keyed_when on public.keyed (at desc, kind) include (code, id) where kind <> 'x';
create index keyed_when_too on public.keyed (at desc, kind) include (id, code) where kind <> 'x';

-- Two constraints over one column.
-- expect: public.twice
create table public.twice (mail text constraint twice_first unique);
alter table public.twice add constraint twice_second unique (mail);

-- Nulls are alike in one of them: it enforces what the other does.
-- expect: public.nullable
create table public.nullable (code text);
create unique index nullable_apart on public.nullable (code);
create unique index nullable_alike on public.nullable (code) nulls not distinct;

-- Foreign keys hold on to the second constraint, the first is the primary key.
-- expect: public.parents
create table public.parents (id bigint not null, constraint parents_unique unique (id));
create table public.children (id bigint primary key references public.parents (id));
alter table public.parents add constraint parents_pkey primary key (id);

-- One expression, a materialized view, and full text.
-- expect: public.people
-- expect: public.people
-- expect: public.summary
create table public.people (id bigint primary key, mail varchar(100), words tsvector);
create index people_mail on public.people (lower(mail) text_pattern_ops);
create index people_mail2 on public.people (lower(mail) text_pattern_ops);
create index people_words on public.people using gin (words);
create index people_words2 on public.people using gin (words) with (fastupdate = off);
create materialized view public.summary as select id, mail from public.people;
create unique index summary_id on public.summary (id);
create index summary_id2 on public.summary (id);
revoke all on public.summary from anon, authenticated;

-- Of a partitioned table the root; on one partition alone, the index that was made there.
-- expect: public.events
-- expect: public.events_2026
create table public.events (at date not null, owner uuid, primary key (at)) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create index events_owner on public.events (owner);
create index events_owner2 on public.events (owner);
create index events_2026_at on public.events_2026 (at);

-- expect: json:"public.\"</script>'\"\";\nü\""
create table public."</script>'"";
ü" ("a""b" int primary key, "ö" int);
create index "first""" on public."</script>'"";
ü" ("ö");
create index "second;
" on public."</script>'"";
ü" ("ö");
