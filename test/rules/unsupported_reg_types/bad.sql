-- expect warn: public.searches.language
create table public.searches (id bigint primary key, language regconfig default 'simple'::regconfig, words text);
revoke all on public.searches from anon, authenticated;

create schema private;
-- Every such type, in an array too.
-- expect: private.all_of_them.a
-- expect: private.all_of_them.b
-- expect: private.all_of_them.c
-- expect: private.all_of_them.d
-- expect: private.all_of_them.e
-- expect: private.all_of_them.f
-- expect: private.all_of_them.g
-- expect: private.all_of_them.h
create table private.all_of_them (
  id bigint primary key, a regproc, b regprocedure, c regoper, d regoperator, e regcollation, f regdictionary,
  g regnamespace, h regproc[]
);
-- Within a domain, a composite type, and an array of one.
create domain private.handler as regproc;
create type private.step as (name text, run private.handler);
-- expect: private.plans.handler
-- expect: private.plans.step
-- expect: private.plans.steps
create table private.plans (id bigint primary key, handler private.handler, step private.step, steps private.step[]);
-- A materialized view stores rows as well.
-- expect: private.stored.language
create materialized view private.stored as select id, words::regconfig as language from public.searches;
-- An index over an expression, where no column has the type.
create table private.names (id bigint primary key, name oid);
-- expect: private.names_namespace
create index names_namespace on private.names ((name::regnamespace));
-- The partitioned table, not its partitions.
-- expect: private.events.proc
create table private.events (id bigint, at date, proc regproc, primary key (id, at)) partition by range (at);
create table private.events_2026 partition of private.events for values from ('2026-01-01') to ('2027-01-01');
-- A child by inheritance has the column of its own.
-- expect: private.elders.run
create table private.elders (id bigint primary key, run regproc);

-- expect: json:"private.\"t\"\"\n</script>é\".\"c\"\" é\""
create table private."t""
</script>é" (id bigint primary key, "c"" é" regproc);
