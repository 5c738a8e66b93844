-- Made for the partitioned table alone, and never built on the partitions.
create table public.events (id bigint, at date, kind text, primary key (id, at)) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create table public.events_2027 partition of public.events for values from ('2027-01-01') to ('2028-01-01');
revoke all on public.events, public.events_2026, public.events_2027 from anon, authenticated;
-- expect warn: public.events_kind
create index events_kind on only public.events (kind);

create schema private;
-- One part is there, one is lacking; expressions, conditions and options are kept.
create table private.visits (id bigint, at date, page text, primary key (id, at)) partition by range (at);
create table private.visits_2026 partition of private.visits for values from ('2026-01-01') to ('2027-01-01');
create table private.visits_2027 partition of private.visits for values from ('2027-01-01') to ('2028-01-01')
  partition by range (at);
create table private.visits_2027_1 partition of private.visits_2027 for values from ('2027-01-01') to ('2027-02-01');
-- expect warn: private.visits_page
create unique index visits_page on only private.visits (lower(page) desc, at) where page <> ' USING ';
create unique index visits_2026_page on private.visits_2026 (lower(page) desc, at) where page <> ' USING ';
alter index private.visits_page attach partition private.visits_2026_page;
-- The part on a partition that is partitioned itself lacks its own parts: one repair for both.
create unique index visits_2027_page on only private.visits_2027 (lower(page) desc, at) where page <> ' USING ';
alter index private.visits_page attach partition private.visits_2027_page;

-- A constraint declared for the partitioned table alone.
create table private.days (id bigint, at date) partition by range (at);
create table private.days_2026 partition of private.days for values from ('2026-01-01') to ('2027-01-01');
-- expect: private.days_key
alter table only private.days add constraint days_key unique (id, at);

create table private."t""
</script>é" (id bigint, at date, primary key (id, at)) partition by range (at);
create table private."p""
é" partition of private."t""
</script>é" for values from ('2026-01-01') to ('2027-01-01');
-- expect: json:"private.\"i\"\"\n USING é\""
create index "i""
 USING é" on only private."t""
</script>é" (at);
